/** The page: everything that the server tells, drawn once a frame. A caller's text is always text, and never markup. */
import { html, nothing, render, type TemplateResult } from 'lit-html'
import { type Call, type Device, type Party, type Queue, type State, stateAfter, stateOf } from './model.js'
import { about, type About, act, listen, login } from './server.js'
import { type Texts, textsOf } from './texts.js'

const texts: Texts = textsOf(navigator.language)
const WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(texts).filter(([, text]) => typeof text === 'string')),
  parked: texts.parked,
}
const SHAPES: Readonly<Record<string, string>> = {
  free: '○',
  ringing: '◍',
  dialing: '▶',
  talking: '●',
  held: '▮▮',
  parked: 'Ⓟ',
  unreachable: '✕',
  unknown: '?',
}

let state: State = {}
let known: About | undefined
let isHeard = false
let query = ''
let failure = ''
let ahead = 0
let frozenAt: number | undefined

const isCurrent = (): boolean => isHeard && state.link?.current === true
const may = (action: string): boolean => known?.allowed.includes(action) === true
const now = (): number => frozenAt ?? Date.now() + ahead
const two = (value: number): string => String(value).padStart(2, '0')
const lasting = (since: number | null): string => {
  if (since === null) return ''
  const seconds = Math.max(0, Math.floor((now() - since) / 1000))
  return `${seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`
}
const timer = (since: number | null) => html`<time aria-hidden="true">${lasting(since)}</time>`
const who = (party: Party | null): string => (party === null ? '' : (party.name ?? party.number ?? '').slice(0, 256))
const stateWord = (word: string) =>
  html`<span class="state"><span aria-hidden="true">${SHAPES[word] ?? '?'}</span> ${WORDS[word] ?? word}</span>`
const cssState = (word: string): string => (word in SHAPES ? `s-${word}` : 's-unknown')

const perform = async (method: string, path: string, body?: unknown): Promise<void> => {
  failure = (await act(method, path, body)) ?? ''
  draw()
}
const button = (action: string, text: string, run: () => void) =>
  may(action) ? html`<button ?disabled=${!isCurrent()} @click=${run}>${text}</button>` : nothing

const callRow = (call: Call) => {
  const path = `api/calls/${encodeURIComponent(call.id)}`
  const callee = call.answeredBy.length > 0 ? call.answeredBy.map(who).join(', ') : (call.called ?? '')
  const transfer = (): void => {
    const to = prompt(texts.transferTo)
    if (to !== null && to !== '') void perform('POST', `${path}/transfer`, { to })
  }
  return html`<li class="row line ${cssState(call.state)}">
    ${stateWord(call.state)}<span class="grow"><bdi>${who(call.caller)}</bdi> → <bdi>${callee}</bdi></span
    >${timer(call.answeredAt ?? call.began)} ${button('transfer', texts.transfer, transfer)}
    ${button('park', texts.park, () => void perform('POST', `${path}/park`))}
    ${button('hangup', texts.end, () => void perform('DELETE', path))}
  </li>`
}
const tile = (device: Device) =>
  html`<li class="tile ${cssState(device.state)}">
    <span class="name"
      ><bdi>${device.name}</bdi
      >${device.name === device.id ? nothing : html` <span class="soft">${device.id}</span>`}</span
    ><span class="name soft"><bdi>${who(device.peer)}</bdi></span
    ><span>${stateWord(device.state)} ${device.state === 'free' ? nothing : timer(device.since)}</span>
  </li>`

const queueCard = (queue: Queue) =>
  html`<h3>${queue.name}: ${queue.waiting.length} ${texts.waiting}</h3>
    <ul>
      ${queue.waiting.map(({ who: party, since }) => html`<li class="line"><bdi class="grow">${who(party)}</bdi>${timer(since)}</li>`)}
      ${queue.members.map((member) => {
        const path = `api/queues/${encodeURIComponent(queue.id)}/members/${encodeURIComponent(member.interface)}/pause`
        const isPaused = member.paused !== null
        return html`<li class="line ${cssState(member.state)}">
          <bdi class="grow">${member.name}</bdi
          >${isPaused ? html`<span class="soft">${texts.pause} ${member.paused?.reason ?? ''}</span>` : stateWord(member.state)}${button('pause', isPaused ? texts.resume : texts.pause, () => void perform('PUT', path, { paused: !isPaused }))}
        </li>`
      })}
    </ul>`

const listOf = <A>(
  values: ReadonlyMap<string, A> | undefined,
  name: string,
  empty: string,
  draw: (values: readonly A[]) => TemplateResult,
) => {
  const lack = known?.lacks.find(({ stream }) => stream === name)
  if (values === undefined)
    return html`<p class="soft">${lack === undefined ? texts.reading : texts.needs(lack.read.join())}</p>`
  return values.size === 0 ? html`<p class="soft">${empty}</p>` : draw([...values.values()])
}
const part = (title: string, body: unknown) =>
  html`<section aria-label=${title}>
    <h2>${title}</h2>
    ${body}
  </section>`
const plainText = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
const fits = ({ id, name }: Device): boolean => plainText(`${name} ${id}`).includes(plainText(query))

const banner = () => {
  const clock = state.link?.lostAt == null ? '' : new Date(state.link.lostAt).toLocaleTimeString()
  const text = !isHeard ? texts.noServer : state.link?.state !== 'ready' ? texts.noLink(clock) : failure
  return text === '' ? nothing : html`<div class="banner" role="alert">${text}</div>`
}
const search = (event: Event): void => {
  if (event.target instanceof HTMLInputElement) query = event.target.value
  draw()
}
const page = () =>
  html`<header>
      <h1>${known?.title ?? 'Switchboard'}</h1>
      ${known?.allowed.length === 0 ? html`<span class="soft">${texts.viewOnly}</span>` : nothing}<span
        class="grow"
      ></span
      ><input id="q" type="search" aria-label=${texts.search} placeholder=${texts.search} @input=${search} />
    </header>
    ${banner()}
    <main class=${isCurrent() ? '' : 'stale'}>
      <div class="col">
        ${part(
          texts.calls,
          listOf(
            state.calls,
            'calls',
            texts.noCalls,
            (calls) =>
              html`<ul>
                ${calls.map(callRow)}
              </ul>`,
          ),
        )}
        ${part(
          texts.phones,
          listOf(
            state.devices,
            'devices',
            texts.nothing,
            (devices) =>
              html`<ul class="grid">
                ${devices.filter(fits).map(tile)}
              </ul>`,
          ),
        )}
      </div>
      <div class="col">
        ${part(
          texts.queues,
          listOf(state.queues, 'queues', texts.nothing, (queues) => html`${queues.map(queueCard)}`),
        )}
        ${part(
          texts.parked,
          listOf(
            state.parked,
            'parked',
            texts.nothing,
            (parked) =>
              html`<ul>
                ${parked.map((each) => html`<li class="line"><b>${each.space}</b><bdi class="grow">${who(each.who)}</bdi>${timer(each.since)}</li>`)}
              </ul>`,
          ),
        )}
        ${part(
          texts.rooms,
          listOf(
            state.rooms,
            'rooms',
            texts.nothing,
            (rooms) =>
              html`<ul>
                ${rooms.map((room) => html`<li class="line"><b>${room.id}</b><bdi class="grow">${room.users.map(({ device }) => device).join(', ')}</bdi></li>`)}
              </ul>`,
          ),
        )}
      </div>
    </main>`

const loginForm = (text: string) => {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const data = new FormData(event.target)
    const body = { name: String(data.get('name')), password: String(data.get('password')) }
    void login(body).then(async (isIn) => {
      if (isIn) await begin()
      else render(loginForm(texts.wrong), document.body)
    })
  }
  return html`<main>
    <section>
      <h2>${texts.login}</h2>
      <p role="status">${text}</p>
      <form @submit=${submit}>
        <p>
          <label>${texts.name} <input name="name" autocomplete="username" /></label>
        </p>
        <p>
          <label>${texts.password} <input name="password" type="password" autocomplete="current-password" /></label>
        </p>
        <button>${texts.login}</button>
      </form>
    </section>
  </main>`
}

let isDue = false
/** Draws once a frame, however many changes came. */
const draw = (): void => {
  if (isDue) return
  isDue = true
  requestAnimationFrame(() => {
    isDue = false
    // timers of old values stand still
    frozenAt = isCurrent() ? undefined : (frozenAt ?? Date.now() + ahead)
    render(page(), document.body)
    const ringing = [...(state.calls?.values() ?? [])].filter((call) => call.state === 'ringing').length
    document.title = `${ringing > 0 ? `(${ringing}) ` : ''}${known?.title ?? 'Switchboard'}`
  })
}

const begin = async (): Promise<void> => {
  known = await about()
  if (known === undefined) {
    render(loginForm(''), document.body)
    return
  }
  const at = (time: number): void => {
    ahead = ahead === 0 ? time - Date.now() : Math.max(ahead, time - Date.now())
  }
  listen({
    snapshot: (data) => {
      at(data.at)
      state = stateOf(data)
      draw()
    },
    change: (data) => {
      at(data.at)
      state = stateAfter(state, data)
      draw()
    },
    heard: (heard) => {
      if (heard !== isHeard) draw()
      isHeard = heard
    },
    refused: () => {
      location.reload()
    },
  })
  setInterval(draw, 1000)
}

addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return
  event.preventDefault()
  document.querySelector<HTMLInputElement>('#q')?.focus()
})

document.documentElement.lang = navigator.language.startsWith('de') ? 'de' : 'en'
const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
history.replaceState(null, '', location.pathname)
void (token === undefined ? Promise.resolve(true) : login({ token })).then(begin)
