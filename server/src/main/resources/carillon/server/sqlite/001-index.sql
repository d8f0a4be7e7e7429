-- The index over the journal. Disposable: whoever changes a file that was released adds a new one, or deletes the database.
create table state (epoch text not null, applied integer not null);
insert into state values ('', 0);

-- Types, actions, owners and sources repeat without end; rows hold their numbers.
create table word (id integer primary key, text text not null unique);

-- id is 16 bytes for a canonical UUID, text for anything else. owner 0 is everyone. description is folded to lower case,
-- because it is searched and sorted only; what is shown comes from the body. time is microseconds.
create table event (
  seq integer primary key,
  id not null,
  time integer not null,
  type integer not null,
  action integer not null,
  key text not null,
  severity integer not null,
  owner integer not null,
  source integer not null,
  operation text not null,
  description text not null
);
create index event_id on event (id);
create index event_owner on event (owner, severity);
create index event_severity on event (severity);
create index event_type on event (type, severity);
create index event_time on event (time);

-- Apart from event, so that a scan over a million events reads a third of the pages.
create table body (seq integer primary key, bytes blob not null);

-- What a user did to an event: one row at most, none while it is untouched. gone is for events without owner alone.
create table mark (
  user integer not null,
  seq integer not null,
  read integer not null,
  gone integer not null,
  updated integer not null,
  primary key (user, seq)
) without rowid;
create index mark_seq on mark (seq);

-- Totals, so that counting a million events is reading a few rows. See Tallies for what a book is.
create table tally (
  book integer not null,
  type integer not null,
  action integer not null,
  severity integer not null,
  total integer not null,
  read integer not null,
  primary key (book, type, action, severity)
) without rowid;
