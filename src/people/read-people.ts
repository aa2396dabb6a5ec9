import { type Engine, rows } from '../store/engine.ts'

/** What is known of a person from some time on. */
export interface PersonState {
  readonly user_id: string
  readonly email_addr: string | null
  /** Null for always. */
  readonly valid_from: string | null
  readonly department: string | null
  readonly location: string | null
  readonly country: string | null
  readonly role: string | null
  readonly manager: string | null
  readonly tester: boolean
  readonly attributes: { readonly [name: string]: string }
}

const STATE = `SELECT
    people.user_id AS user_id, nullIf(users.email_addr, '') AS email_addr,
    if(valid_from <= toDateTime64(0, 3, 'UTC'), NULL, valid_from) AS valid_from,
    department, location, country, role, manager, tester, attributes
  FROM (SELECT * FROM people FINAL) AS people LEFT JOIN (SELECT id, email_addr FROM users FINAL) AS users ON users.id = people.user_id`

const settings = { date_time_output_format: 'iso' }

/** People as they are known now, by id. */
export function listPeople(engine: Engine, limit: number): Promise<PersonState[]> {
  return rows(engine, {
    sql: `${STATE} ORDER BY people.user_id, people.valid_from DESC LIMIT 1 BY people.user_id LIMIT {limit:UInt32}`,
    params: { limit },
    settings,
  })
}

/** Everything that is known of a person, the oldest first. Found by id, e-mail address or any external id. */
export function personHistory(engine: Engine, key: string): Promise<PersonState[]> {
  return rows(engine, {
    sql: `${STATE} WHERE people.user_id IN (
      SELECT id FROM users FINAL
      WHERE id = {key:String} OR lower(email_addr) = lower({key:String})
        OR arrayExists(e -> lower(ifNull(e.external_id, '')) = lower({key:String}), external_ids)
      UNION DISTINCT SELECT {key:String}
    ) ORDER BY people.user_id, people.valid_from`,
    params: { key },
    settings,
  })
}

/** An attribute that a company's own file has beside the known columns. */
export interface PeopleAttribute {
  readonly name: string
  /** People of whom it is known now. */
  readonly people: number
  /** How many different values it has now. */
  readonly values: number
}

/** The company's own attributes of people, by name. Metrics are cut by them as `attribute.<name>`. */
export function peopleAttributes(engine: Engine): Promise<PeopleAttribute[]> {
  return rows(engine, {
    sql: `SELECT pair.1 AS name, uniqExactIf(user_id, latest) AS people, uniqExactIf(pair.2, latest) AS \`values\`
      FROM (
        SELECT user_id, valid_from = max(valid_from) OVER (PARTITION BY user_id) AS latest, arrayJoin(attributes::Array(Tuple(String, String))) AS pair
        FROM people FINAL
      )
      GROUP BY name ORDER BY name`,
  })
}
