/** What a browser does for a page of the dashboards: it keeps cookies, and sends the token with each change. */
export class BrowserLike {
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>
  readonly cookies = new Map<string, string>()
  csrf = ''
  /** The cookies with which the token was told. */
  #toldTo: string | undefined

  /** @param headers what every request has */
  constructor(base: string, headers: Readonly<Record<string, string>> = {}) {
    this.#base = base
    this.#headers = headers
  }

  /** Follows no redirection. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = this.#sent
    const answer = await fetch(new URL(path, this.#base), {
      redirect: 'manual',
      ...init,
      headers: { ...this.#headers, ...(cookie ? { cookie } : {}), ...init.headers },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? []
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(rest)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  /** Who one is, as the page asks it; keeps the token for what is sent next. */
  async session(): Promise<{
    user: { name: string; role: string } | null
    signIn: string
    rights: string[]
  }> {
    const answer = (await (await this.fetch('/api/session')).json()) as {
      user: { name: string; role: string } | null
      signIn: string
      rights: string[]
      csrf: string
    }
    this.csrf = answer.csrf
    this.#toldTo = this.#sent
    return answer
  }

  /** Sends a change, with the token of the session. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    if (this.#toldTo !== this.#sent) await this.session()
    const answer = await this.fetch(path, {
      method,
      headers: {
        'x-csrf-token': this.csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return read(answer)
  }

  get #sent(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async get(path: string): Promise<Answer> {
    return read(await this.fetch(path))
  }
}

/** What came back: `code` is that of an error. */
export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

async function read(answer: Response): Promise<Answer> {
  const text = await answer.text()
  const body = text === '' ? {} : (JSON.parse(text) as Answer['body'])
  return { status: answer.status, code: body.code as string | undefined, body, headers: answer.headers }
}
