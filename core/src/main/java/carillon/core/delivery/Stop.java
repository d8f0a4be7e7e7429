package carillon.core.delivery;

/** What a lane visits on its way round the ring. */
sealed interface Stop permits GroupLog, Outlet {}
