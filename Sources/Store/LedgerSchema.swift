import Basics
import TropeModel

extension DatabaseFormat {
  /// ledger.db. What it holds was paid for, so a commit outlives a power cut.
  static let ledger = DatabaseFormat(
    applicationID: DatabaseMark.ledger, durability: .survivesPowerCut,
    migrations: [
      LedgerSchema.version1, LedgerSchema.version2, LedgerSchema.version3, LedgerSchema.version4,
      LedgerSchema.version5, LedgerSchema.version6, LedgerSchema.version7,
      LedgerSchema.version8, LedgerSchema.version9,
    ],
    oldestReadAsNewest: 2)
}

/// The schema of ledger.db, one function for each version.
///
/// A question may be answered more than once (two batches, a bad reply asked again) and one reply may answer
/// several questions (a grouped request), so `answers` stands between `replies` and questions. Nothing here names
/// a movie but `batch_questions`: two movies with the same question share its answer.
enum LedgerSchema {
  /// The first version.
  static func version1(_ database: Database) throws {
    try database.execute(sql: replies)
    try database.execute(sql: batches)
    try database.execute(sql: rest)
    try database.execute(
      sql: "INSERT INTO meta VALUES ('project_id', ?)", arguments: [Hex.random(bytes: 16)])
  }

  /// What each lane of a run was expected to cost; a run of an older version does not know.
  static func version2(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE runs ADD COLUMN forecast_batch_cost REAL;
        ALTER TABLE runs ADD COLUMN forecast_realtime_cost REAL;
        """)
  }

  /// Which project wrote a batch down; of an older batch nobody knows.
  static func version3(_ database: Database) throws {
    try database.execute(sql: "ALTER TABLE batches ADD COLUMN owner TEXT")
  }

  /// What a reply wrote to the prompt cache and which tier served it; of an older reply nobody knows. Readers of older
  /// ledgers do without: see `Ledger.writtenColumn`.
  static func version4(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE replies ADD COLUMN cache_write_tokens INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE replies ADD COLUMN service_tier TEXT;
        DROP INDEX replies_for_sums;
        -- Holds all that sums need, so that they do not read the replies themselves.
        CREATE INDEX replies_for_sums ON replies (
          is_sandbox, lane, received_at, requested_model, question_count, input_tokens,
          cached_input_tokens, output_tokens, cost_dollars, cache_write_tokens, service_tier
        );
        """)
  }

  /// How many movies a request was to carry that asked a question: the last request of a run carries fewer, and so does
  /// one that asks again what a larger one did not bring. Of an older answer it is what its request carried, see
  /// `RequestSize`.
  static func version5(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE answers ADD COLUMN movies_per_request INTEGER;
        ALTER TABLE batches ADD COLUMN movies_per_request INTEGER;
        """)
  }

  /// Cascades: what was frozen, and what is promised of it. A ledger of before has none.
  static func version6(_ database: Database) throws { try database.execute(sql: cascades) }

  /// Cascades whose target is about labelled characters. Those of before are about the strong recipe's labels.
  static func version7(_ database: Database) throws { try database.execute(sql: cascadeGold) }

  /// Which of several servers answered in real time, by its name in the tropefile, and which was asked; where one is asked
  /// alone there is none, and no row in the index.
  static func version8(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE replies ADD COLUMN endpoint TEXT;
        ALTER TABLE realtime_requests ADD COLUMN endpoint TEXT;
        CREATE INDEX replies_by_endpoint ON replies (is_sandbox, endpoint, model)
          WHERE endpoint IS NOT NULL;
        """)
  }

  /// Which model a batch asks, by the name that its replies are booked by, and at which prices, as whoever wrote it spells
  /// them: another run may collect it. Of an older batch its file tells the model.
  static func version9(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE batches ADD COLUMN requested_model TEXT;
        ALTER TABLE batches ADD COLUMN prices TEXT;
        """)
  }

  private static let replies = """
    -- Every reply that was paid for, good or bad, as it came. `content` is what the model said (or its
    -- refusal), `body` the whole reply in JSON; `question_count` is how many questions its request carried.
    --
    -- Bodies are not compressed. Of 2,000 replies of the sandbox, which have the API's form, a body has 857 bytes in
    -- the mean and a ledger 1,759 bytes a reply; deflated (zlib, level 6) a body has 425, in 27 microseconds. For
    -- 42,306 movies that is 56 MB instead of 74: too little for a ledger that `sqlite3` alone can no longer read.
    CREATE TABLE replies (
      reply_id INTEGER PRIMARY KEY,
      received_at TEXT NOT NULL,
      lane TEXT NOT NULL,
      batch_number INTEGER,
      custom_id TEXT NOT NULL,
      request_id TEXT,
      model TEXT NOT NULL,
      requested_model TEXT NOT NULL,
      status_code INTEGER NOT NULL,
      finish_reason TEXT,
      input_tokens INTEGER NOT NULL,
      cached_input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      cost_dollars REAL NOT NULL,
      is_sandbox INTEGER NOT NULL,
      question_count INTEGER NOT NULL,
      content TEXT,
      body BLOB NOT NULL
    );
    -- A line of a batch is kept once, however often its output is read.
    CREATE UNIQUE INDEX replies_by_line ON replies (batch_number, custom_id)
      WHERE batch_number IS NOT NULL;
    -- Holds all that sums need, so that they do not read the replies themselves.
    CREATE INDEX replies_for_sums ON replies (
      is_sandbox, lane, received_at, requested_model, question_count, input_tokens,
      cached_input_tokens, output_tokens, cost_dollars
    );

    -- Which reply answered which question: `question` is the 32 bytes of its hash, `key` tells the movie in a
    -- grouped reply ('' for a reply to one question), `verdict` is 'valid' or what is wrong with the answer.
    -- `is_sandbox` repeats the reply's, so that a question is looked up here alone.
    CREATE TABLE answers (
      question BLOB NOT NULL,
      reply_id INTEGER NOT NULL REFERENCES replies (reply_id),
      key TEXT NOT NULL,
      verdict TEXT NOT NULL,
      is_sandbox INTEGER NOT NULL,
      PRIMARY KEY (question, reply_id)
    ) WITHOUT ROWID;

    CREATE VIEW spending (
      day, lane, is_sandbox, replies, questions, input_tokens, cached_input_tokens, output_tokens,
      cost_dollars
    ) AS
    SELECT
      substr(received_at, 1, 10), lane, is_sandbox, count(*), sum(question_count),
      sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(cost_dollars)
    FROM replies GROUP BY is_sandbox, lane, substr(received_at, 1, 10);
    """

  private static let batches = """
    -- Every batch, from before its upload to its end.
    CREATE TABLE batches (
      batch_number INTEGER PRIMARY KEY,
      state TEXT NOT NULL,
      digest TEXT NOT NULL,
      path TEXT NOT NULL,
      requests INTEGER NOT NULL,
      questions INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      tokens_are_exact INTEGER NOT NULL,
      recipe TEXT NOT NULL,
      is_sandbox INTEGER NOT NULL,
      forecast_cost REAL NOT NULL,
      created_at TEXT NOT NULL,
      submitted_at TEXT,
      ended_at TEXT,
      input_file_id TEXT,
      remote_id TEXT,
      output_file_id TEXT,
      error_file_id TEXT,
      remote_status TEXT,
      failure TEXT
    );
    CREATE INDEX batches_by_state ON batches (state);

    -- What each batch asks. `outcome` is empty while it is open, then 'answered', 'failed: REASON' or
    -- 'planned again': never more than one of them, so the sums of a batch add up.
    CREATE TABLE batch_questions (
      batch_number INTEGER NOT NULL REFERENCES batches (batch_number) ON DELETE CASCADE,
      question BLOB NOT NULL,
      custom_id TEXT NOT NULL,
      key TEXT NOT NULL,
      movie_id INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      outcome TEXT,
      PRIMARY KEY (batch_number, question)
    ) WITHOUT ROWID;
    CREATE INDEX batch_questions_open ON batch_questions (question) WHERE outcome IS NULL;
    """

  private static let cascades = """
    -- A cascade: a cheap recipe and a strong one, by their hashes, with their names for people. `owner` is the project.
    -- From `certified_at` on it is a certificate. One that was given up, so that another may begin, has `voided_at`.
    CREATE TABLE IF NOT EXISTS cascades (
      cascade_id INTEGER PRIMARY KEY,
      owner TEXT NOT NULL,
      cheap TEXT NOT NULL,
      strong TEXT NOT NULL,
      cheap_name TEXT NOT NULL,
      strong_name TEXT NOT NULL,
      target REAL NOT NULL,
      risk REAL NOT NULL,
      is_sandbox INTEGER NOT NULL,
      population TEXT NOT NULL,
      cheap_dollars REAL NOT NULL,
      begun_at TEXT NOT NULL,
      is_priced INTEGER NOT NULL DEFAULT 0,
      is_agreed INTEGER NOT NULL DEFAULT 0,
      voided_at TEXT,
      certified_at TEXT,
      movies INTEGER,
      characters INTEGER,
      pilot_movies INTEGER,
      planned_draws INTEGER,
      draws INTEGER,
      sorted_by TEXT,
      kept_movies INTEGER,
      log_wealth REAL
    );

    -- Its movies with the cheap labels, as they were when it began: `labels` is a JSON array of [name, label, confidence
    -- in millionths or null]. `part` tells what became of each; `answer` what the strong recipe said of the labels. Movies
    -- that are new or changed since are `is_later`, beside the frozen row where there is one.
    CREATE TABLE IF NOT EXISTS cascade_movies (
      cascade_id INTEGER NOT NULL REFERENCES cascades (cascade_id) ON DELETE CASCADE,
      is_later INTEGER NOT NULL,
      movie_id INTEGER NOT NULL,
      question BLOB NOT NULL,
      strong_question BLOB NOT NULL,
      labels TEXT NOT NULL,
      plot_tokens INTEGER NOT NULL,
      dollars REAL NOT NULL,
      part TEXT NOT NULL,
      answer TEXT,
      PRIMARY KEY (cascade_id, is_later, movie_id)
    ) WITHOUT ROWID;
    """

  private static let cascadeGold = """
    -- A cascade whose target is the share of labels that are right, as characters tell that were drawn at random and labelled
    -- by hand. By their keys in the draw: the last one that tests of other cascades have looked at, and the last that this one
    -- has; how many it looked at, and how many of them have wrong labels.
    CREATE TABLE IF NOT EXISTS cascade_gold (
      cascade_id INTEGER PRIMARY KEY REFERENCES cascades (cascade_id) ON DELETE CASCADE,
      seen_key TEXT,
      last_key TEXT,
      characters INTEGER,
      wrong INTEGER
    );
    """

  private static let rest = """
    -- Requests of the real-time lane in the last day, in milliseconds since 1970: the rolling daily limit.
    CREATE TABLE realtime_requests (
      sent_at INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      is_sandbox INTEGER NOT NULL
    );
    CREATE INDEX realtime_requests_by_time ON realtime_requests (is_sandbox, sent_at, tokens);

    -- Tokens of questions, so that they are counted once.
    CREATE TABLE token_counts (
      question BLOB NOT NULL PRIMARY KEY,
      tokens INTEGER NOT NULL,
      is_exact INTEGER NOT NULL
    ) WITHOUT ROWID;

    -- Sums of input tokens that the API billed less those that were counted. Nothing is read of it or written to it any
    -- more, as one wrong reply spoiled a sum for good: `meta` has the last comparisons one by one.
    CREATE TABLE calibrations (
      recipe TEXT NOT NULL,
      group_size INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      offset_sum INTEGER NOT NULL,
      PRIMARY KEY (recipe, group_size)
    ) WITHOUT ROWID;

    CREATE TABLE runs (
      run_id INTEGER PRIMARY KEY,
      started_at TEXT NOT NULL,
      ended_at TEXT,
      strategy TEXT NOT NULL,
      forecast_cost REAL NOT NULL,
      forecast_seconds REAL NOT NULL,
      real_cost REAL,
      outcome TEXT
    );

    CREATE TABLE meta (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;
    """
}
