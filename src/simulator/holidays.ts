import { civil, firstOfMonth, weekday } from './instants.ts'

/** Days on which nobody of a country works, as month and day. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  US: ['1-1', '6-19', '7-4', '11-11', '12-25'],
  GB: ['1-1', '12-25', '12-26'],
  DE: ['1-1', '5-1', '10-3', '12-25', '12-26'],
  FR: ['1-1', '5-1', '5-8', '7-14', '8-15', '11-1', '11-11', '12-25'],
  ES: ['1-1', '1-6', '5-1', '8-15', '10-12', '11-1', '12-6', '12-8', '12-25'],
  IN: ['1-26', '8-15', '10-2', '12-25'],
  JP: ['1-1', '1-2', '1-3', '2-11', '4-29', '5-3', '5-4', '5-5', '8-11', '11-3', '11-23'],
  BR: ['1-1', '4-21', '5-1', '9-7', '10-12', '11-2', '11-15', '12-25'],
}

/** Days that depend on a weekday: month, weekday (0 is Monday), and which one of the month; -1 is the last. */
const MOVABLE: Readonly<Record<string, readonly (readonly [month: number, weekday: number, nth: number])[]>> =
  {
    US: [
      [1, 0, 3],
      [5, 0, -1],
      [9, 0, 1],
      [11, 3, 4],
    ],
    GB: [
      [5, 0, 1],
      [5, 0, -1],
      [8, 0, -1],
    ],
    JP: [
      [1, 0, 2],
      [7, 0, 3],
      [9, 0, 3],
      [10, 0, 2],
    ],
  }

/** Whether a day is a public holiday in a country. Those that follow the moon are left out. */
export function isHoliday(country: string, day: number): boolean {
  const { date, month, year } = civil(day)
  if (FIXED[country]?.includes(`${month}-${date}`)) return true
  return (MOVABLE[country] ?? []).some(([when, which, nth]) => {
    if (when !== month || weekday(day) !== which) return false
    return nth > 0 ? Math.ceil(date / 7) === nth : day + 7 >= firstOfMonth(year, month + 1)
  })
}
