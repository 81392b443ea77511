/** Queues, parked calls, rooms, trunks with mailboxes, and events. */
import { html, nothing } from 'lit-html'
import { inRoom, pauseMember, pickUp, takeParked } from './orders.js'
import { may, type Page } from './page.js'
import { actButton, foreign, inPlace, numberUnder, resultOf, timeSince, timeUntil, who } from './pieces.js'
import { stateText } from './shapes.js'
import { timeOfDayText } from './clock.js'
import type { Queue, Room, Word } from './values.js'

const waitingRow = (page: Page, { id, who: party, since }: Queue['waiting'][number], place: number, isFirst: boolean) =>
  html`<li class="li">
    <span class="soft no">${place}</span>
    <span class="p"
      >${foreign(who(party, page.texts))} <span class="soft no num">${foreign(numberUnder(party))}</span></span
    >
    ${timeSince(since)}${resultOf(page, id)}
    ${isFirst && page.settings.phone !== '' ? actButton(page, 'transfer', page.texts('take'), () => pickUp(id), { item: id }) : nothing}
  </li>`

/** The reason that is typed in the card of the queue. */
const reasonIn = ({ currentTarget }: Event): string => {
  const field = currentTarget instanceof Element ? currentTarget.closest('.q')?.querySelector('input') : null
  return field?.value ?? ''
}

/** The name of a member; where the queue has none, that of its phone. */
const memberName = ({ state }: Page, { name, interface: channel }: Queue['members'][number]): string =>
  name === channel ? (state.devices?.get(channel.replace(/^\w+\//, ''))?.name ?? name) : name

const memberRow = (page: Page, queue: Queue, member: Queue['members'][number]) => {
  const { texts } = page
  const { paused } = member
  const about = `${queue.id} ${member.interface}`
  const press = (event: Event): void => {
    pauseMember(queue.id, member.interface, paused === null, reasonIn(event))
  }
  return html`<li class="li s-${member.state}">
    ${foreign(memberName(page, member), 'p')}
    ${
      paused === null
        ? stateText(member.state, texts)
        : html`<span class="soft"
              >${texts('paused')}${paused.reason === null ? nothing : html`: ${foreign(paused.reason)}`}</span
            >${timeSince(paused.since)}`
    }
    ${resultOf(page, about)}
    ${actButton(page, 'pause', paused === null ? texts('pause') : texts('resume'), press, { item: about })}
  </li>`
}

const queueCard = (page: Page, queue: Queue) => {
  const { texts } = page
  const { waiting, members, serviceLevel, completed, served } = queue
  const [first] = waiting
  return html`<article class="q" aria-label=${queue.name}>
    <div class="top">
      ${foreign(queue.name, 'n')}<span class="big no">${waiting.length}</span>
      <span class="soft">${texts('waiting')}</span>
      ${first === undefined ? nothing : html`<span class="soft">${texts('longest')} ${timeSince(first.since, serviceLevel > 0 ? serviceLevel / 1000 : null)}</span>`}
    </div>
    ${
      completed > 0 && serviceLevel > 0
        ? html`<div class="soft">${Math.round(served)} % ${texts('within')} ${Math.round(serviceLevel / 1000)} s</div>`
        : nothing
    }
    ${
      waiting.length === 0
        ? nothing
        : html`<h3>${texts('waitingList')}</h3>
            <ul data-list=${`waiting ${queue.id}`}>
              ${waiting.map((caller, index) => waitingRow(page, caller, index + 1, index === 0))}
            </ul>`
    }
    ${
      members.length === 0
        ? nothing
        : html`<h3>${texts('members')}</h3>
            ${may(page, 'pause') ? html`<input class="reason" aria-label=${texts('reason')} placeholder=${texts('reason')} maxlength="64" />` : nothing}
            <ul data-list=${`members ${queue.id}`}>
              ${members.map((member) => memberRow(page, queue, member))}
            </ul>`
    }
  </article>`
}

export const shownQueues = ({ state, settings }: Page): readonly Queue[] =>
  [...(state.queues?.values() ?? [])].filter(({ id }) => !settings.hiddenQueues.includes(id))

export const queuesPart = (page: Page) => {
  const { state, texts } = page
  const words = inPlace(page, 'queues', texts('queues'), state.queues, texts('noQueues'))
  return words ?? shownQueues(page).map((queue) => queueCard(page, queue))
}

export const parkedPart = (page: Page) => {
  const { state, texts } = page
  const words = inPlace(page, 'parked', texts('parked'), state.parked, texts('noParked'))
  if (words !== undefined) return words
  return html`<ul data-list="parked">
    ${[...(state.parked?.values() ?? [])].map(
      ({ id, space, who: party, since, returnsAt }) =>
        html`<li class="li">
          <b class="no">${space}</b>
          <span class="p"
            >${foreign(who(party, texts))} <span class="soft no num">${foreign(numberUnder(party))}</span></span
          >
          <span class="soft"
            >${returnsAt === null ? timeSince(since) : html`${texts('back')} ${timeUntil(returnsAt)}`}</span
          >
          ${resultOf(page, id)}
          ${page.settings.phone === '' ? nothing : actButton(page, 'transfer', texts('take'), () => takeParked(id), { item: id })}
        </li>`,
    )}
  </ul>`
}

const userRow = (page: Page, room: Room, user: Room['users'][number]) => {
  const { texts } = page
  const name = who(user.who, texts)
  return html`<li class="li">
    <span class="p"
      >${foreign(name)}
      ${user.device === name ? nothing : html`<span class="soft no">${foreign(user.device)}</span>`}</span
    >
    <span class="soft">${user.muted ? texts('muted') : user.talking ? texts('speaks') : nothing}</span>
    ${resultOf(page, user.id)}
    ${actButton(page, 'mute', user.muted ? texts('unmute') : texts('mute'), () => inRoom(room.id, user.id, user.muted ? 'unmute' : 'mute'), { item: `${user.id} mute` })}
    ${actButton(page, 'kick', texts('kick'), () => inRoom(room.id, user.id, 'kick'), { item: `${user.id} kick`, style: 'bad' })}
  </li>`
}

export const roomsPart = (page: Page) => {
  const { state, texts } = page
  const words = inPlace(page, 'rooms', texts('rooms'), state.rooms, texts('noRooms'))
  if (words !== undefined) return words
  return [...(state.rooms?.values() ?? [])].map(
    (room) =>
      html`<h3>${room.id} (${room.users.length})</h3>
        <ul data-list=${`room ${room.id}`}>
          ${room.users.map((user) => userRow(page, room, user))}
        </ul>`,
  )
}

const REGISTERED: Readonly<Record<string, Word>> = { registered: 'free', unknown: 'unknown' }

export const trunksPart = (page: Page) => {
  const { state, texts } = page
  const { registrations, mailboxes } = state
  const both =
    registrations === undefined || mailboxes === undefined ? undefined : { size: registrations.size + mailboxes.size }
  const words = inPlace(page, 'registrations', texts('trunks'), both, texts('noTrunks'))
  if (words !== undefined) return words
  return html`<ul>
    ${[...(registrations?.values() ?? [])].map(
      ({ name, state: registered }) =>
        html`<li class="li">
          ${foreign(name, 'p')}
          ${stateText(REGISTERED[registered.toLowerCase()] ?? 'unreachable', (word) => (word === 'unknown' ? texts(word) : registered))}
        </li>`,
    )}
    ${[...(mailboxes?.values() ?? [])].map(
      (box) =>
        html`<li class="li">
          ${foreign(box.id, 'p')} <b class="no">${box.new} ${texts('newMessages')}</b>
          <span class="soft no">${box.old} ${texts('oldMessages')}</span>
        </li>`,
    )}
  </ul>`
}

export const eventsPart = ({ happenings, texts }: Page) =>
  happenings.length === 0
    ? html`<p class="empty">${texts('noEvents')}</p>`
    : html`<ul>
        ${happenings.map(
          ({ at, name, value }) =>
            html`<li class="li">
              <span class="soft no">${timeOfDayText(at)}</span>
              <b>${name === '' ? texts('missedEvents') : foreign(name)}</b> ${foreign(value, 'p')}
            </li>`,
        )}
      </ul>`
