import type { EChartsCoreOption } from 'echarts/core'
import type { Format } from '../format/format.ts'
import type { PanelModel } from '../panels/model.ts'
import { init } from './echarts.ts'
import { heatOption, partsOption } from './export-options.ts'
import { plotOption } from './options.ts'
import { readPalette } from './palette.ts'

const WIDTH = 960
const PLOT_HEIGHT = 360
const EDGE = 28
/** Pixels of the picture for one of the page. */
const DENSITY = 2

/**
 * A panel as a picture: its question, its sentence, the chart and what is remarked below.
 *
 * @param drawn the chart and its height, when it is none of the usual ones
 */
export async function panelPng(
  question: string,
  model: PanelModel,
  format: Format,
  drawn?: { option: EChartsCoreOption; height: number },
): Promise<Blob> {
  const palette = readPalette(document.body)
  const { picture } = model
  const height =
    drawn?.height ??
    (picture.kind === 'parts'
      ? Math.max(80, picture.parts.length * 30)
      : picture.kind === 'heat'
        ? picture.rows.length * 28 + 30
        : PLOT_HEIGHT)
  const option =
    drawn?.option ??
    (picture.kind === 'parts'
      ? partsOption(picture, palette)
      : picture.kind === 'heat'
        ? heatOption(picture, palette)
        : picture.kind === 'plot'
          ? plotOption(picture, palette, format, false)
          : null)
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (pen === null || option === null) throw new Error('This browser cannot draw pictures.')
  const room = WIDTH - 2 * EDGE
  const title = wrapped(pen, question, `600 20px ${palette.font}`, room)
  const summary = wrapped(pen, model.summary, `14px ${palette.font}`, room)
  const legend =
    picture.kind === 'plot' && picture.series.length > 1 ? picture.series.map(one => one.name) : []
  const notes = wrapped(pen, model.footnotes.join(' '), `12px ${palette.font}`, room)
  const top = EDGE + title.length * 26 + summary.length * 20 + (legend.length > 0 ? 26 : 0) + 10
  const full = top + height + notes.length * 17 + EDGE

  canvas.width = WIDTH * DENSITY
  canvas.height = full * DENSITY
  pen.scale(DENSITY, DENSITY)
  pen.fillStyle = palette.surface
  pen.fillRect(0, 0, WIDTH, full)
  pen.textBaseline = 'top'
  let y = EDGE
  const write = (lines: string[], font: string, colour: string, step: number) => {
    pen.font = font
    pen.fillStyle = colour
    for (const line of lines) {
      pen.fillText(line, EDGE, y)
      y += step
    }
  }
  write(title, `600 20px ${palette.font}`, palette.ink, 26)
  write(summary, `14px ${palette.font}`, palette.muted, 20)
  if (legend.length > 0 && picture.kind === 'plot') {
    pen.font = `13px ${palette.font}`
    let x = EDGE
    for (const { name, tone } of picture.series) {
      pen.fillStyle = tone < 0 ? palette.quiet : (palette.tones[tone] ?? palette.ink)
      pen.fillRect(x, y + 8, 10, 10)
      pen.fillStyle = palette.ink
      pen.fillText(name, x + 16, y + 6)
      x += pen.measureText(name).width + 36
    }
  }

  const chart = init(document.createElement('div'), null, { renderer: 'canvas', width: room, height })
  chart.setOption(option)
  const painted = chart.renderToCanvas({ pixelRatio: DENSITY, backgroundColor: palette.surface })
  pen.drawImage(painted, EDGE, top, room, height)
  if (drawn === undefined && picture.kind === 'parts') {
    pen.fillStyle = palette.ink
    for (const [index, { before }] of picture.parts.entries()) {
      const [x = 0, middle = 0] =
        before === null ? [] : chart.convertToPixel({ gridIndex: 0 }, [Math.min(before, 1), index])
      if (before !== null) pen.fillRect(EDGE + x - 1, top + middle - 11, 2, 22)
    }
  }
  chart.dispose()
  y = top + height + 8
  write(notes, `12px ${palette.font}`, palette.muted, 17)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      blob => (blob === null ? reject(new Error('The picture is empty.')) : resolve(blob)),
      'image/png',
    ),
  )
}

/** A text cut into lines that fit. */
function wrapped(pen: CanvasRenderingContext2D, text: string, font: string, room: number): string[] {
  pen.font = font
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (pen.measureText(longer).width > room && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}
