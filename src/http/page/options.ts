/** The dialogues: options, keys, and a call. */
import { html, nothing, type TemplateResult } from 'lit-html'
import { place } from './orders.js'
import { change, isCurrent, may, type Page, seen } from './page.js'
import { foreign } from './pieces.js'
import { isNumber } from './search.js'
import { logout } from './server.js'
import { keepSettings, type Settings, toggled } from './settings.js'
import { LANGUAGES, languageOf, textsOf } from './texts.js'
import { byNumber } from './phones.js'

/** Keeps a choice of this person, and draws what depends on it. */
export const keepSetting = (part: Partial<Settings>): void => {
  const settings = { ...seen().settings, ...part }
  keepSettings(seen().about, settings)
  change({ settings, texts: part.language === undefined ? seen().texts : textsOf(languageOf(part.language)) })
}

const valueOf = ({ target }: Event): string =>
  target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : ''

const choice = (
  label: string,
  chosen: string,
  all: readonly (readonly [string, string])[],
  take: (value: string) => void,
) =>
  html`<label class="field"
    ><span>${label}</span>
    <select @change=${(event: Event) => take(valueOf(event))}>
      ${all.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
    </select></label
  >`

const check = (label: unknown, isOn: boolean, press: () => void) =>
  html`<label class="field"><input type="checkbox" .checked=${isOn} @change=${press} /> ${label}</label>`

/** The phone of this person; the same control stands in the bar and in the dialogue of a call. */
export const phoneChoice = ({ settings, state, texts }: Page) => {
  const ids = [...new Set([...(state.devices?.keys() ?? []), ...(settings.phone === '' ? [] : [settings.phone])])]
  const names = ids
    .sort((a, b) => byNumber.compare(a, b))
    .map((id): readonly [string, string] => {
      const name = state.devices?.get(id)?.name ?? id
      return [id, name === id ? id : `${id} ${name}`]
    })
  return choice(texts('myPhone'), settings.phone, [['', texts('none')], ...names], (phone) => keepSetting({ phone }))
}

const askToNotify = async (): Promise<void> => {
  const notifies = !seen().settings.notifies && (await Notification.requestPermission()) === 'granted'
  keepSetting({ notifies })
}

const optionsBody = (page: Page) => {
  const { settings, state, texts } = page
  const themes = (['', 'light', 'dark'] as const).map((theme): readonly [string, string] => [
    theme,
    texts(theme === '' ? 'system' : theme),
  ])
  const languages = LANGUAGES.map((each): readonly [string, string] => [each, each === 'de' ? 'Deutsch' : 'English'])
  return html`${choice(texts('theme'), settings.theme, themes, (theme) => keepSetting({ theme }))}
    ${choice(texts('language'), languageOf(settings.language), languages, (language) => keepSetting({ language }))}
    ${check(texts('hidesAway'), settings.hidesAway, () => keepSetting({ hidesAway: !settings.hidesAway }))}
    ${check(texts('sound'), settings.sound, () => keepSetting({ sound: !settings.sound }))}
    ${'Notification' in globalThis ? check(texts('notifies'), settings.notifies, () => void askToNotify()) : nothing}
    ${check(texts('singleKeys'), settings.keys, () => keepSetting({ keys: !settings.keys }))}
    <fieldset>
      <legend>${texts('shownQueues')}</legend>
      ${[...(state.queues?.values() ?? [])].map(({ id, name }) =>
        check(foreign(name), !settings.hiddenQueues.includes(id), () =>
          keepSetting({ hiddenQueues: toggled(settings.hiddenQueues, id) }),
        ),
      )}
    </fieldset>
    <button @click=${() => void logout().then(() => location.reload())}>${texts('logout')}</button>`
}

const keysBody = ({ texts }: Page) => {
  const keys = [
    ['/', texts('keySearch')],
    ['← ↑ → ↓', texts('keyArrows')],
    ['Enter', texts('keyEnter')],
    ['T', texts('transfer')],
    ['P', texts('park')],
    ['E', texts('keyEnd')],
    ['U', texts('pickUp')],
    ['Esc', texts('keyBack')],
    ['1 – 4', texts('keyParts')],
    ['?', texts('keyList')],
  ]
  return html`<dl>
    ${keys.map(
      ([key, what]) =>
        html`<dt><kbd>${key}</kbd></dt>
          <dd>${what}</dd>`,
    )}
  </dl>`
}

const mayCall = (page: Page): boolean =>
  isNumber(page.dialled) && page.settings.phone !== '' && isCurrent(page) && may(page, 'call')

/** The typed text counts, and not the one that was drawn last. */
const submitCall = (event: Event): void => {
  event.preventDefault()
  if (!mayCall(seen())) return
  place(seen().dialled)
  change({ dialog: undefined })
}

const callBody = (page: Page) => {
  const { texts, dialled } = page
  return html`<form @submit=${submitCall}>
    <label class="field"
      >${texts('numberField')}
      <input
        id="dialled"
        inputmode="tel"
        autocomplete="off"
        .value=${dialled}
        @input=${(event: Event) => change({ dialled: valueOf(event) })}
    /></label>
    ${phoneChoice(page)}
    <button class="pri" aria-disabled=${mayCall(page) ? nothing : 'true'}>${texts('call')}</button>
  </form>`
}

const BODIES = { options: optionsBody, keys: keysBody, call: callBody }
const TITLES = { options: 'options', keys: 'keys', call: 'callTitle' } as const

/** The open dialogue. A call is never placed by opening it, and there is none for whom may not call. */
export const dialogPart = (page: Page): TemplateResult | typeof nothing => {
  const { dialog, texts } = page
  if (dialog === undefined || (dialog === 'call' && !may(page, 'call'))) return nothing
  const close = (): void => change({ dialog: undefined })
  return html`<h2 id="dialog-title">${texts(TITLES[dialog])}</h2>
    ${BODIES[dialog](page)}
    <p>
      <button @click=${close}>${texts('close')} <kbd aria-hidden="true">Esc</kbd></button>
    </p>`
}
