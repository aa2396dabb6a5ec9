import type { EntityName } from '../schema/entities.ts'
import { DAY, HOUR, instantText, SECOND } from './instants.ts'
import { Random } from './random.ts'

/** The instants at which the entities of one load were stamped. A load is not stamped as a whole: entities differ by minutes. */
export type Stamps = { readonly [entity in EntityName]: string }

/** The loads that publish a day, by its number: one, or a second one that publishes all of it again. */
export type Calendar = (day: number) => readonly Stamps[]

/** Loads around six in the morning (UTC) of the next day, every day. */
export function punctual(seed: number): Calendar {
  return day => [morningOf(seed)(day)]
}

function morningOf(seed: number): (day: number) => Stamps {
  return day => stampsAt(Random.of(seed, 6, day), (day + 1) * DAY + 6 * HOUR)
}

/**
 * Loads as they really come: mostly the next morning, one in twelve only in the evening of that day. One day in thirty fails the
 * source's checks and is held back for one to four days while others appear. One in forty is published a second time, with a
 * newer stamp, some days later. Users are no part of a day, so they come every morning.
 */
export function irregular(seed: number): Calendar {
  const morning = morningOf(seed)
  return day => {
    const random = Random.of(seed, 7, day)
    const fate = random.below(120)
    const usual = morning(day)
    if (fate >= 17) return [usual]
    const later = (hours: number): Stamps => ({
      ...stampsAt(random, (day + 1) * DAY + hours * HOUR),
      users: usual.users,
    })
    if (fate < 10) return [later(random.between(9, 18))]
    if (fate < 14) return [later(random.between(30, 102))]
    return [usual, later(random.between(30, 150))]
  }
}

/** Stamps of a load that begins at an instant. */
export function stampsAt(random: Random, begin: number): Stamps {
  const users = begin + random.between(5, 90) * SECOND + random.below(SECOND)
  const conversations = users + random.between(40, 130) * SECOND + random.below(SECOND)
  const interactions = conversations + random.between(20, 90) * SECOND + random.below(SECOND)
  const calls = interactions + random.between(3, 20) * SECOND + random.below(SECOND)
  const resources = calls + random.between(480, 900) * SECOND + random.below(SECOND)
  return {
    users: instantText(users),
    conversations: instantText(conversations),
    interactions: instantText(interactions),
    'plugin-calls': instantText(calls),
    'plugin-resources': instantText(resources),
  }
}
