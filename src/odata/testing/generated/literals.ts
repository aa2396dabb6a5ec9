import type { Random } from './random.ts'
import type { Scalar, ScalarType } from './scalars.ts'

/** A value as a literal: the forms that the standard allows, in turn. */
export function literalText(random: Random, type: ScalarType, value: NonNullable<Scalar>): string {
  switch (type) {
    case 'string':
      return quoted(String(value))
    case 'binary':
      return `binary${quoted(String(value))}`
    case 'guid':
      return random.chance(0.3) ? String(value).toUpperCase() : String(value)
    case 'boolean':
      return random.chance(0.1) ? String(value).toUpperCase() : String(value)
    case 'instant':
      return instantText(value as bigint, random)
    case 'date':
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)
    case 'time':
      return timeText(value as bigint)
    case 'duration':
      return `duration'${durationText(value as bigint, random)}'`
    case 'decimal':
    case 'double':
      return value === Infinity ? 'INF' : value === -Infinity ? '-INF' : fractional(String(value))
    default:
      return String(value)
  }
}

/** A number that is no integer, also when it is whole: `1 div 2` is 0, and `1.0 div 2` is not. */
const fractional = (text: string): string => (/^-?\d+$/.test(text) ? `${text}.0` : text)

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Nanoseconds as an instant, in some offset, with no more digits than needed. */
export function instantText(nanos: bigint, random: Random): string {
  const minutes = random.chance(0.2) ? random.pick([330, -480, 60, -1]) : 0
  const millis = nanos / 1_000_000n - (nanos % 1_000_000n < 0n ? 1n : 0n)
  const beyond = String(nanos - millis * 1_000_000n).padStart(6, '0')
  const local = new Date(Number(millis) + minutes * 60_000).toISOString()
  const fraction = `${local.slice(20, 23)}${beyond}`.replace(/0+$/, '')
  const clock = `${local.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}`
  if (minutes === 0) return `${clock}Z`
  const [hour, minute] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${clock}${minutes < 0 ? '-' : '+'}${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

export function timeText(micros: bigint): string {
  return (
    new Date(Number(micros / 1000n)).toISOString().slice(11, 23) + String(micros % 1000n).padStart(3, '0')
  )
}

function durationText(micros: bigint, random: Random): string {
  const size = micros < 0n ? -micros : micros
  const [seconds, fraction] = [
    size / 1_000_000n,
    String(size % 1_000_000n)
      .padStart(6, '0')
      .replace(/0+$/, ''),
  ]
  const point = fraction === '' ? '' : `.${fraction}`
  const sign = micros < 0n ? '-' : ''
  if (random.chance(0.5)) return `${sign}PT${seconds}${point}S`
  const [day, rest] = [seconds / 86_400n, seconds % 86_400n]
  return `${sign}P${day}DT${rest / 3600n}H${(rest % 3600n) / 60n}M${rest % 60n}${point}S`
}
