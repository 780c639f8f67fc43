package io.gatehouse.http.listener;

/** A client's connection as its event loop looks after it, whatever the protocol. */
interface OpenConnection {

  /** Where it stands in the loop's list. */
  int place();

  void place(int index);

  /** Looks for what has taken too long. */
  void check(long now);

  /** Goes as soon as nothing is under way: the listener drains. */
  void drain();

  void close();
}
