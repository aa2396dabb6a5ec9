import type { FigurePair } from '../api/queries.ts'
import type { Format } from '../format/format.ts'
import { texts } from '../texts.ts'
import { type Change, changeOf } from './change.ts'
import type { Figure } from './figures.ts'

/** A piece of the sentence; the strong pieces are the news. */
export interface Piece {
  text: string
  strong: boolean
}

/** The sentence on top: what changed against the period before, or plainly what there is. */
export function headlineOf(pairs: FigurePair[], format: Format): Piece[] {
  if (pairs.length === 0) return []
  const conversations = pairs.find(pair => pair.metric === 'conversations')
  if (conversations?.now.kind === 'count' && conversations.now.value === 0) {
    return [{ text: texts.headline.none, strong: false }]
  }
  const compared = pairs.flatMap(pair => {
    const change = pair.before === null ? null : changeOf(pair.now, pair.before)
    return change === null ? [] : [{ pair, change }]
  })
  if (compared.length === 0) return capitalised([{ text: `${plain(pairs, format)}.`, strong: false }])

  const moved = compared.filter(({ change }) => change.direction !== 'steady')
  const steady = compared
    .filter(({ change }) => change.direction === 'steady')
    .map(({ pair }) => `${nameOf(pair)} (${figureText(pair.now, format)})`)
  if (moved.length === 0) {
    return capitalised([{ text: `${texts.headline.allSteady(format.list(steady))}.`, strong: false }])
  }
  const pieces = moved.flatMap(({ pair, change }, index) => {
    const joint = index === 0 ? '' : index === moved.length - 1 ? ' and ' : ', '
    return [{ text: joint, strong: false }, ...clause(pair, change, format)]
  })
  const rest = steady.length === 0 ? '.' : `; ${texts.headline.held(format.list(steady))}.`
  return capitalised([...pieces, { text: rest, strong: false }])
}

function clause(pair: FigurePair, change: Change, format: Format): Piece[] {
  const name = nameOf(pair)
  const value = figureText(pair.now, format)
  if (change.amount === null) return [{ text: texts.headline.fromNothing(name, value), strong: true }]
  const verb = change.direction === 'up' ? texts.headline.rose(name) : texts.headline.fell(name)
  const amount =
    pair.now.kind === 'share'
      ? texts.headline.points(format.points(change.amount))
      : format.relative(change.amount)
  return [
    { text: `${verb} ${amount}`, strong: true },
    { text: ` ${texts.headline.to(value)}`, strong: false },
  ]
}

function plain(pairs: FigurePair[], format: Format): string {
  const now = (metric: string) => pairs.find(pair => pair.metric === metric)?.now
  const count = (metric: string) => {
    const figure = now(metric)
    return figure?.kind === 'count' ? format.count(figure.value) : null
  }
  const share = (metric: string, words: (share: string, of: string) => string) => {
    const figure = now(metric)
    if (figure?.kind !== 'share' || figure.share === null) return []
    return [words(format.share(figure.share), format.count(figure.denominator))]
  }
  const conversations = count('conversations')
  const users = count('active_users')
  const first = conversations !== null && users !== null ? [texts.headline.plain(conversations, users)] : []
  const rest = [
    ...share('user_feedback', texts.headline.helpful),
    ...share('deflection', texts.headline.deflected),
  ]
  return [...first, ...(rest.length === 0 ? [] : [rest.join(' and ')])].join('; ')
}

function nameOf(pair: FigurePair): string {
  return texts.headline.names[pair.metric] ?? pair.metric
}

export function figureText(figure: Figure, format: Format): string {
  if (figure.kind === 'count') return format.count(figure.value)
  return figure.share === null ? texts.figures.noShare : format.share(figure.share)
}

/** Drops empty pieces and makes the first letter a capital. */
function capitalised(pieces: Piece[]): Piece[] {
  const [first, ...rest] = pieces.filter(piece => piece.text !== '')
  if (first === undefined) return []
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest]
}
