/** The questions about conferences: the rooms, and the users of one room. */
import type { Question } from '../model.js'

/** Asked again every 15 seconds, as no event tells that a room was locked. */
export const ROOMS: Question = {
  name: 'rooms',
  action: 'ConfbridgeListRooms',
  form: 'list',
  items: ['ConfbridgeListRooms'],
  end: 'ConfbridgeListRoomsComplete',
  // an Asterisk without app_confbridge knows no such action, and has no rooms
  none: /^No active conferences|^Invalid\/unknown command/i,
  every: 15_000,
  weight: 300,
}

export const USERS: Question = {
  name: 'room',
  action: 'ConfbridgeList',
  headers: (room) => ({ Conference: room }),
  form: 'list',
  items: ['ConfbridgeList'],
  end: 'ConfbridgeListComplete',
  none: /^No Conference by that name|^No active conferences/i,
  weight: 1000,
}
