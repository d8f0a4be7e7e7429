-- Each event is in one of the two, so both cost what the one did. A user who asks for a type sees the events without an owner
-- beside the own ones, and no longer walks past those of all other owners.
drop index event_type;
create index event_type_owned on event (type, severity) where owner != 0;
create index event_type_everyone on event (type, severity) where owner = 0;
