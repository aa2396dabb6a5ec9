import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Attribute, Attributes } from '../schema/attribute.ts'
import { entities, entityNames } from '../schema/entities.ts'
import type { Conversation, Interaction, PluginCall, PluginResource, User } from '../schema/record.ts'
import type { SimulatedLoad } from './index.ts'
import { samplePlan, simulateCompany } from './index.ts'
import { dayNumber, dayText } from './instants.ts'

/** The records of loads, parsed; a record that was loaded again appears again. */
function parsed(loads: readonly SimulatedLoad[]) {
  const all = <R>(name: (typeof entityNames)[number]) =>
    loads.flatMap(load => load[name].map(text => JSON.parse(text) as R))
  return {
    users: all<User>('users'),
    conversations: all<Conversation>('conversations'),
    interactions: all<Interaction>('interactions'),
    calls: all<PluginCall>('plugin-calls'),
    resources: all<PluginResource>('plugin-resources'),
  }
}

/** The latest version of each record. */
function latest<R extends { id: string }>(records: readonly R[]): Map<string, R> {
  return new Map(records.map(record => [record.id, record]))
}

const share = <T>(all: readonly T[], which: (one: T) => boolean): number =>
  all.filter(which).length / all.length
const bytes = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length
const within = (value: number, low: number, high: number, what: string): void => {
  expect(value, what).toBeGreaterThanOrEqual(low)
  expect(value, what).toBeLessThanOrEqual(high)
}
const sha = (loads: Iterable<SimulatedLoad>): string => {
  const hash = createHash('sha256')
  for (const load of loads) hash.update(JSON.stringify(load))
  return hash.digest('hex')
}

const loads = [...simulateCompany(samplePlan('2026-11-01'))]
const sample = parsed(loads)
const { users, interactions, calls, resources } = sample
const conversationById = latest(sample.conversations)
const conversations = [...conversationById.values()]
const interactionById = latest(interactions)
const callById = latest(calls)
const ordinary = conversations.filter(({ type }) => type === null)
const small = { seed: 5, people: 40, start: '2026-05-01', days: 10 }

describe('the same plan', () => {
  test('gives the same bytes, today and tomorrow', () => {
    expect(sha(simulateCompany(small))).toBe(sha(simulateCompany(small)))
    expect(sha(simulateCompany(small))).toMatchInlineSnapshot(
      `"55096ba8850ffd613ac4f3252e5dc9a8ddb360a22d066a3be1e142b09503a698"`,
    )
    expect(sha(simulateCompany({ ...small, seed: 6 }))).not.toBe(sha(simulateCompany(small)))
  })

  test('begins with the loads of a shorter one', () => {
    const longer = [...simulateCompany({ ...small, days: 14 })]
    expect(sha(longer.slice(0, 10))).toBe(sha(simulateCompany(small)))
  })

  test('refuses numbers that make no sense', () => {
    expect(() => [...simulateCompany({ ...small, start: 'May' })]).toThrow(RangeError)
    expect(() => [...simulateCompany({ ...small, people: -1 })]).toThrow(RangeError)
    expect(() => [...simulateCompany({ ...small, days: 1.5 })]).toThrow(RangeError)
    expect([...simulateCompany({ ...small, people: 0, days: 1 })][0]?.users).toEqual([])
  })
})

describe('the default sample', () => {
  test('is some 20,000 interactions of 91 days, wherever they end', () => {
    for (const end of ['2026-11-01', '2027-02-12']) {
      const days = end === '2026-11-01' ? loads : [...simulateCompany(samplePlan(end))]
      expect([days[0]?.day, days.at(-1)?.day]).toEqual([
        dayText(dayNumber(end) - 91),
        dayText(dayNumber(end) - 1),
      ])
      const count = days.reduce((sum, load) => sum + load.interactions.length, 0)
      within(count, 18_000, 22_000, `interactions until ${end}`)
    }
  })

  test('has the proportions of the real thing', () => {
    const isOrdinary = new Set(ordinary.map(({ id }) => id))
    const per = (records: readonly { conversation_id: string }[]) =>
      records.filter(({ conversation_id }) => isOrdinary.has(conversation_id)).length / ordinary.length
    within(per(interactions), 4, 4.4, 'interactions per conversation')
    within(per([...callById.values()]), 2.5, 2.9, 'plugin calls per conversation')
    within(per(resources), 20, 23, 'plugin resources per conversation')
    within(
      share(resources, ({ plugin_call_id }) => plugin_call_id === null),
      0.44,
      0.5,
      'resources without a call',
    )
    within(
      share(resources, ({ cited }) => cited),
      0.09,
      0.16,
      'cited resources',
    )
    within(
      share(ordinary, ({ route }) => route === 'DM'),
      0.84,
      0.92,
      'direct messages',
    )
    within(conversations.length / ordinary.length, 1.2, 1.8, 'conversations with system events')
  })

  test('has records as long as real ones', () => {
    const average = (name: (typeof entityNames)[number]) => bytes(loads.flatMap(load => load[name]))
    within(average('conversations'), 190, 260, 'conversation')
    within(average('interactions'), 530, 680, 'interaction')
    within(average('plugin-calls'), 300, 350, 'plugin call')
    within(average('plugin-resources'), 720, 830, 'plugin resource')
    within(average('users'), 1_000, 1_300, 'user')
    const said = interactions.flatMap(({ detail }) => detail?.content ?? [])
    const snippets = resources.flatMap(({ detail }) => detail?.snippet ?? [])
    const texts = [...said, ...snippets]
    within(
      share(said, text => text.includes('\n')),
      0.28,
      0.45,
      'texts with line breaks',
    )
    within(
      share(snippets, text => text.includes('\n')),
      0,
      0.02,
      'snippets with line breaks',
    )
    within(
      share(texts, text => /[^ -~\n]/.test(text)),
      0.17,
      0.34,
      'texts beyond ASCII',
    )
  })

  test('looks like a company: weeks, growth, an outage, a holiday, ends of months', () => {
    const perDay = new Map(loads.map(({ day }) => [day, 0]))
    for (const { created_time } of ordinary)
      perDay.set(created_time.slice(0, 10), (perDay.get(created_time.slice(0, 10)) ?? 0) + 1)
    const days = [...perDay].map(([day, count]) => ({ day, count, weekday: (dayNumber(day) + 3) % 7 }))
    const mean = (some: typeof days) => some.reduce((sum, { count }) => sum + count, 0) / some.length
    const working = days.filter(({ weekday }) => weekday < 5)
    expect(mean(days.filter(({ weekday }) => weekday > 4))).toBeLessThan(mean(working) / 8)
    within(mean(working.slice(-20)) / mean(working.slice(0, 20)), 1.05, 1.6, 'growth')
    const busiest = days.reduce((a, b) => (b.count > a.count ? b : a))
    expect(busiest.count).toBeGreaterThan(mean(working) * 1.8)
    const then = ordinary.filter(({ created_time }) => created_time.startsWith(busiest.day))
    expect(share(then, ({ primary_domain }) => primary_domain === 'IT')).toBeGreaterThan(0.65)
    expect(working.filter(({ count }) => count < mean(working) / 4)).toHaveLength(1)
    const isEnd = ({ created_time }: Conversation) =>
      ['29', '30', '31', '01', '02'].includes(created_time.slice(8, 10))
    const isMoney = ({ primary_domain }: Conversation) =>
      primary_domain === 'PAYROLL' || primary_domain === 'FINANCE'
    expect(share(ordinary.filter(isEnd), isMoney)).toBeGreaterThan(
      1.5 *
        share(
          ordinary.filter(one => !isEnd(one)),
          isMoney,
        ),
    )
  })

  test('has domains with a long tail, and knowledge gaps', () => {
    const domains = new Set(ordinary.map(({ primary_domain }) => primary_domain))
    for (const domain of [
      'IT',
      'HR',
      'FINANCE',
      'PAYROLL',
      'FACILITY',
      'LEGAL',
      'TRAVEL_AND_EXPENSE',
      'OTHER',
      'UNKNOWN',
      'FIELD_SERVICE',
      null,
    ])
      expect(domains).toContain(domain)
    const searches = [...callById.values()].filter(({ plugin_name }) => plugin_name === 'Enterprise Search')
    within(
      share(searches, ({ served }) => !served),
      0.2,
      0.5,
      'searches without an answer',
    )
    const unanswered = new Set(
      searches
        .filter(({ served }) => !served)
        .map(({ interaction_id }) => interactionById.get(interaction_id)?.detail?.entity),
    )
    expect(unanswered).toContain('sabbatical')
  })

  test('has a few articles that are cited often', () => {
    const citations = new Map<string, number>()
    for (const { cited, resource_id, type } of resources)
      if (cited && type === 'RESOURCE_TYPE_KNOWLEDGE')
        citations.set(resource_id, (citations.get(resource_id) ?? 0) + 1)
    const counts = [...citations.values()].sort((a, b) => b - a)
    const total = counts.reduce((sum, count) => sum + count, 0)
    expect(counts.slice(0, 10).reduce((sum, count) => sum + count, 0) / total).toBeGreaterThan(0.35)
  })
})

describe('every record', () => {
  /** What is wrong with a value, judged by the schema. `extra` names keys that nobody documented. */
  function faults(value: unknown, attribute: Attribute, path: string): string[] {
    if (value === null) return attribute.nullable ? [] : [`${path} is null`]
    switch (attribute.type) {
      case 'string':
        return typeof value === 'string' && value !== '' ? [] : [`${path} is not a text`]
      case 'flag':
        return typeof value === 'boolean' ? [] : [`${path} is not a flag`]
      case 'instant':
        return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value))
          ? []
          : [`${path} is not an instant`]
      case 'strings':
        return Array.isArray(value) && value.length > 0 ? [] : [`${path} is not a list`]
      case 'object':
        return nested(value as object, attribute.attributes, path)
      case 'objects':
        return (value as object[]).flatMap(one => nested(one, attribute.attributes, path))
    }
  }
  function nested(value: object, attributes: Attributes, path: string): string[] {
    const unknown = Object.keys(value).filter(key => attributes[key] === undefined && key !== 'platform_name')
    const known = Object.entries(value).flatMap(([key, inner]) => {
      const attribute = attributes[key]
      return attribute === undefined ? [] : faults(inner, attribute, `${path}.${key}`)
    })
    return [...unknown.map(key => `${path}.${key} is unknown`), ...isSorted(value, path), ...known]
  }
  const isSorted = (value: object, path: string): string[] => {
    const keys = Object.keys(value)
    return keys.some((key, i) => i > 0 && keys[i - 1]! > key) ? [`keys of ${path} are not in order`] : []
  }

  for (const entity of entities)
    test(`of ${entity.name} obeys the schema, minified`, () => {
      const attributes: Attributes = entity.attributes
      for (const text of loads.flatMap(load => load[entity.name])) {
        const record: Record<string, unknown> = JSON.parse(text)
        if (JSON.stringify(record) !== text) expect.fail(`not minified: ${text}`)
        const keys = Object.keys(record).join()
        if (keys !== Object.keys(attributes).join()) expect.fail(`keys ${keys}`)
        const found = Object.entries(attributes).flatMap(([name, attribute]) =>
          faults(record[name], attribute, name),
        )
        if (found.length > 0) expect.fail(`${found.join(', ')}: ${text}`)
      }
    })

  test('has an id of its own, except for later versions', () => {
    expect(conversationById.size).toBe(conversations.length)
    expect(interactionById.size).toBe(interactions.length)
    expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length)
    for (const id of [...conversationById.keys(), ...interactionById.keys(), ...callById.keys()])
      if (!/^[A-Za-z0-9_-]{12}$/.test(id)) expect.fail(id)
    for (const { id } of resources) if (!/^[0-9a-f]{32}$/.test(id)) expect.fail(id)
    const beyond = [...latest(users).keys()].filter(id => BigInt(id) >= 2n ** 63n).length
    within(beyond / latest(users).size, 0.3, 0.7, 'user ids beyond int64')
  })

  test('is stamped with its load: one instant for an entity, minutes between entities, the next morning', () => {
    for (const load of loads) {
      const stamps = entityNames.flatMap(name => {
        const own = new Set(
          load[name].map(text => (JSON.parse(text) as { last_updated_time: string }).last_updated_time),
        )
        expect(own.size, `${name} of ${load.day}`).toBeLessThanOrEqual(1)
        return [...own]
      })
      expect(new Set(stamps).size).toBe(stamps.length)
      for (const stamp of stamps) {
        const hours = (Date.parse(stamp) - Date.parse(`${load.day}T00:00:00Z`)) / 3_600_000
        within(hours, 30, 30.5, `load of ${load.day}`)
      }
    }
  })

  test('appears in the load of the day it was made; a conversation again in that of the day it ended', () => {
    let later = 0
    for (const load of loads)
      for (const name of ['conversations', 'interactions', 'plugin-resources'] as const)
        for (const text of load[name]) {
          if (text.includes(`"created_time":"${load.day}T`)) continue
          if (name !== 'conversations') expect.fail(`${load.day}: ${text}`)
          later++
        }
    within(later, 20, conversations.length / 20, 'conversations that went on over midnight')
  })
})

describe('relations', () => {
  test('lead to records that exist, and belong to the same conversation and person', () => {
    const known = latest(users)
    for (const { id, user_id } of conversations) if (!known.has(user_id)) expect.fail(`conversation ${id}`)
    for (const one of [...interactions, ...calls, ...resources]) {
      const conversation = conversationById.get(one.conversation_id)
      if (conversation === undefined || conversation.user_id !== one.user_id) expect.fail(JSON.stringify(one))
    }
    for (const one of [...calls, ...resources]) {
      const interaction = interactionById.get(one.interaction_id)
      if (interaction?.actor !== 'user' || interaction.conversation_id !== one.conversation_id)
        expect.fail(JSON.stringify(one))
    }
    for (const one of resources) {
      if (one.plugin_call_id === null) continue
      if (callById.get(one.plugin_call_id)?.interaction_id !== one.interaction_id)
        expect.fail(JSON.stringify(one))
    }
  })

  test('of interactions form chains: answers to actions, clicks and forms to messages', () => {
    let orphans = 0
    for (const one of interactions) {
      const parent =
        one.parent_interaction_id === null ? undefined : interactionById.get(one.parent_interaction_id)
      const kind = one.type.slice('INTERACTION_TYPE_'.length)
      if (kind === 'FREE_TEXT' || kind === 'CONTENT_UPLOAD') {
        if (one.parent_interaction_id !== null) expect.fail(JSON.stringify(one))
        continue
      }
      if (parent === undefined) {
        // Only a notification speaks without anything of the person before it.
        if (one.actor !== 'bot' || conversationById.get(one.conversation_id)?.route === 'DM')
          expect.fail(JSON.stringify(one))
        if (one.parent_interaction_id !== null) orphans++
        continue
      }
      const expected = one.actor === 'bot' ? 'user' : 'bot'
      if (
        parent.actor !== expected ||
        parent.conversation_id !== one.conversation_id ||
        parent.created_time > one.created_time
      )
        expect.fail(JSON.stringify({ one, parent }))
    }
    expect(orphans).toBeGreaterThan(100)
  })

  test('lead from most tickets back to the question in two hops or more', () => {
    const hops = interactions
      .filter(({ label }) => label === 'handoff' || label === 'mw_form' || label === 'file_ticket')
      .map(form => {
        let at: Interaction | undefined = form
        let count = 0
        while (at !== undefined && at.type !== 'INTERACTION_TYPE_FREE_TEXT') {
          at = interactionById.get(at.parent_interaction_id ?? '')
          count++
        }
        return at === undefined ? 0 : count
      })
    expect(hops.length).toBeGreaterThan(300)
    expect(share(hops, count => count >= 2)).toBeGreaterThan(0.98)
    expect(new Set(hops)).toContain(2)
    expect(Math.max(...hops)).toBeGreaterThanOrEqual(6)
  })

  test('of clicks and forms are not written before 12 August 2025', () => {
    const early = parsed([...simulateCompany({ seed: 1, people: 80, start: '2025-08-04', days: 15 })])
    const reactions = early.interactions.filter(({ type }) => /BUTTON_CLICK|LINK_CLICK|UIFORM/.test(type))
    const before = reactions.filter(({ created_time }) => created_time < '2025-08-12')
    const after = reactions.filter(({ created_time }) => created_time >= '2025-08-12')
    expect(before.length).toBeGreaterThan(20)
    expect(before.every(({ parent_interaction_id }) => parent_interaction_id === null)).toBe(true)
    expect(after.length).toBeGreaterThan(20)
    expect(after.every(({ parent_interaction_id }) => parent_interaction_id !== null)).toBe(true)
    // Nor were system events exported then.
    expect(early.conversations.every(({ type, detail }) => type === null && detail === null)).toBe(true)
  })
})

describe('what people and the assistant do', () => {
  test('has the keys its type has', () => {
    const shapes = new Set(
      interactions.map(
        ({ type, label, detail }) => `${type.slice(17)} ${label} ${Object.keys(detail ?? {})}`,
      ),
    )
    const allowed = [
      'FREE_TEXT null content,domain,entity',
      'FREE_TEXT null content,domain,entity,platform_name',
      'BOT_MESSAGE null content',
      'BUTTON_CLICK null content',
      'LINK_CLICK null resource_id,type',
      'LINK_CLICK null content,resource_id,type',
      'UIFORM_SUBMISSION file_ticket detail,resource_id,type',
      'UIFORM_SUBMISSION handoff detail',
      'UIFORM_SUBMISSION mw_form detail',
      'UIFORM_SUBMISSION feedback content,detail',
      'CONTENT_UPLOAD null content,file_types',
    ]
    expect([...shapes].sort()).toEqual(allowed.sort())
    const kinds = new Map<string, Set<string>>()
    for (const { type, detail } of resources) {
      const keys = kinds.get(type) ?? new Set()
      kinds.set(type, keys.add(detail === null ? 'null' : Object.keys(detail).join()))
    }
    const shapeOf = (kind: string) => [...(kinds.get(`RESOURCE_TYPE_${kind}`) ?? [])]
    expect(shapeOf('KNOWLEDGE')).toEqual(['domain,external_resource_id,name,snippet,url'])
    expect(shapeOf('FILE')).toEqual(['name,snippet,url'])
    expect(shapeOf('FORM')).toEqual(['domain,external_resource_id,name'])
    expect(shapeOf('TICKET')).toEqual(['domain,source,ticket_type,type,url'])
    expect(shapeOf('APPROVAL')).toEqual(['domain,source,type'])
    expect(shapeOf('PERSON')).toEqual(['null'])
    expect(kinds.size).toBeGreaterThanOrEqual(13)
  })

  test('includes rare feedback, help, tickets and agents', () => {
    const controls = interactions
      .filter(({ detail }) => detail?.type === 'RESOURCE_TYPE_INTERNAL_LINK')
      .map(({ detail }) => detail?.resource_id)
    for (const control of ['HELPFUL', 'UNHELPFUL', 'GET_HELP', 'INFO', 'UI_FORM'])
      expect(controls).toContain(control)
    within(
      controls.filter(control => control === 'HELPFUL' || control === 'UNHELPFUL').length / ordinary.length,
      0.04,
      0.14,
      'rated conversations',
    )
    const titles = new Set(
      interactions.filter(({ label }) => label === 'handoff').map(({ detail }) => detail?.detail),
    )
    for (const title of ['File an IT Ticket', 'File IT Ticket', 'Live agent chat request'])
      expect(titles).toContain(title)
    const numbers = interactions
      .filter(({ label }) => label === 'file_ticket')
      .map(({ detail }) => detail?.detail ?? '')
    expect(numbers.every(number => /^RITM\d{7}$/.test(number))).toBe(true)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('includes plugin calls of three outcomes, some of which change in a later load', () => {
    const outcomes = new Set(calls.map(({ served, used }) => `${served}/${used}`))
    expect([...outcomes].sort()).toEqual(['false/false', 'true/false', 'true/true'])
    for (const call of calls)
      if ((call.plugin_update_time ?? '') < call.created_time) expect.fail(JSON.stringify(call))
    let changed = 0
    const first = new Map<string, PluginCall>()
    for (const call of calls) {
      const before = first.get(call.id)
      first.set(call.id, call)
      if (before === undefined) continue
      changed++
      expect([before.used, call.used]).toEqual([false, true])
      expect(call.last_updated_time > before.last_updated_time).toBe(true)
      expect(call.created_time).toBe(before.created_time)
    }
    expect(changed).toBeGreaterThan(20)
  })

  test('includes system events, some without anything said', () => {
    const events = conversations.filter(({ type }) => type !== null)
    const spoken = new Set(interactions.map(({ conversation_id }) => conversation_id))
    within(
      share(events, ({ id }) => !spoken.has(id)),
      0.3,
      0.8,
      'silent events',
    )
    // Fifteen that are documented, and one that is not.
    expect(new Set(events.map(({ type }) => type)).size).toBe(16)
    expect(events.every(({ detail, primary_domain }) => detail !== null && primary_domain === null)).toBe(
      true,
    )
    expect(ordinary.every(({ detail }) => detail === null)).toBe(true)
  })

  test('is said in the language of the person, and answered in it', () => {
    const german = interactions.filter(({ detail }) => detail?.content === 'Mein VPN funktioniert nicht')
    expect(german.length).toBeGreaterThan(0)
    const answers = interactions.filter(({ parent_interaction_id }) =>
      german.some(({ id }) => id === parent_interaction_id),
    )
    expect(answers.some(({ detail }) => detail?.content?.includes('GlobalGate und wähle'))).toBe(true)
    expect(interactions.some(({ detail }) => /[ぁ-ん]/.test(detail?.content ?? ''))).toBe(true)
  })
})

describe('people', () => {
  const now = [...latest(users).values()]

  test('are of every kind: leavers, people who never used it, new ones', () => {
    within(now.length, 185, 200, 'people')
    within(
      share(now, user => !user.access_to_bot),
      0.01,
      0.12,
      'leavers',
    )
    within(
      share(now, user => user.first_interaction_time === null),
      0.1,
      0.25,
      'never used',
    )
    expect(
      now.every(user => (user.first_interaction_time === null) === (user.latest_interaction_time === null)),
    ).toBe(true)
    expect(new Set(now.map(user => user.email_addr)).size).toBe(now.length)
    const firstLoad = new Set(loads[0]?.users.map(text => (JSON.parse(text) as User).id))
    within(now.filter(({ id }) => !firstLoad.has(id)).length, 3, 30, 'joiners')
    expect(new Set(now.map(user => user.user_preferred_language)).size).toBeGreaterThanOrEqual(6)
  })

  test('are loaded again when they used the assistant, with the time of it', () => {
    const last = new Map<string, string>()
    for (const { actor, created_time, user_id } of interactions)
      if (actor === 'user' && created_time > (last.get(user_id) ?? '')) last.set(user_id, created_time)
    for (const [id, instant] of last) expect(latest(users).get(id)?.latest_interaction_time).toBe(instant)
    expect(users.length).toBeGreaterThan(5 * now.length)
  })

  test('use it unequally: a tenth of them asks nearly half', () => {
    const counts = new Map<string, number>()
    for (const { user_id } of ordinary) counts.set(user_id, (counts.get(user_id) ?? 0) + 1)
    const sorted = [...counts.values()].sort((a, b) => b - a)
    const top = sorted.slice(0, Math.floor(now.length / 10)).reduce((sum, count) => sum + count, 0)
    within(top / ordinary.length, 0.3, 0.6, 'share of the busiest tenth')
  })
})
