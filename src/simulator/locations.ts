import { civil, firstOfMonth, weekday } from './instants.ts'

/** The languages texts are written in. */
export type TextLanguage = 'en' | 'de' | 'fr' | 'es' | 'ja' | 'pt'

/** Where people work: it decides their clock, their names and their language. */
export interface Location {
  readonly city: string
  readonly building: string
  /** ISO 3166 code. */
  readonly country: string
  /** Whole share of the company, in hundredths. */
  readonly share: number
  /** Minutes ahead of UTC in winter. */
  readonly offset: number
  /** Whose rule of daylight saving time the clock follows. */
  readonly daylightSaving: 'us' | 'eu' | null
  readonly culture:
    | 'american'
    | 'british'
    | 'german'
    | 'french'
    | 'spanish'
    | 'indian'
    | 'japanese'
    | 'brazilian'
  /** As the user record writes it. */
  readonly preferredLanguage: string
  readonly textLanguage: TextLanguage
}

export const LOCATIONS: readonly Location[] = [
  at('San Francisco', 'Mission Hall', 'US', 20, -480, 'us', 'american', 'EN_US', 'en'),
  at('Austin', 'Congress House', 'US', 14, -360, 'us', 'american', 'EN_US', 'en'),
  at('New York', 'Bryant Floor 9', 'US', 14, -300, 'us', 'american', 'EN_US', 'en'),
  at('London', 'Aldgate Yard', 'GB', 12, 0, 'eu', 'british', 'EN_GB', 'en'),
  at('Berlin', 'Spreehof', 'DE', 10, 60, 'eu', 'german', 'DE_DE', 'de'),
  at('Paris', 'Quai 18', 'FR', 6, 60, 'eu', 'french', 'FR_FR', 'fr'),
  at('Madrid', 'Torre Norte', 'ES', 5, 60, 'eu', 'spanish', 'ES_ES', 'es'),
  at('Bengaluru', 'Indira Park', 'IN', 11, 330, null, 'indian', 'EN_US', 'en'),
  at('Tokyo', 'Shibaura 3F', 'JP', 5, 540, null, 'japanese', 'JA_JP', 'ja'),
  at('São Paulo', 'Paulista 1100', 'BR', 3, -180, null, 'brazilian', 'PT_BR', 'pt'),
]

function at(
  city: string,
  building: string,
  country: string,
  share: number,
  offset: number,
  daylightSaving: Location['daylightSaving'],
  culture: Location['culture'],
  preferredLanguage: string,
  textLanguage: TextLanguage,
): Location {
  return { city, building, country, share, offset, daylightSaving, culture, preferredLanguage, textLanguage }
}

/**
 * Minutes ahead of UTC on a day. The rules are written out because the zone tables of two machines may differ.
 * The hour of the change itself is ignored: it falls on a Sunday night.
 */
export function offsetOn(location: Location, day: number): number {
  if (location.daylightSaving === null) return location.offset
  const { year } = civil(day)
  const [from, to] =
    location.daylightSaving === 'us'
      ? [sundayFrom(firstOfMonth(year, 3) + 7), sundayFrom(firstOfMonth(year, 11))]
      : [sundayFrom(firstOfMonth(year, 4) - 7), sundayFrom(firstOfMonth(year, 11) - 7)]
  return day >= from && day < to ? location.offset + 60 : location.offset
}

/** The first Sunday on or after `day`. */
function sundayFrom(day: number): number {
  return day + (6 - weekday(day))
}
