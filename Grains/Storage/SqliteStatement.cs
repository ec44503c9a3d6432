using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Parley.Grains.Storage;

/// <summary>
/// A prepared statement for the few that run for every message, its parameters given in their order. The provider's command looks each one up by name and makes a reader for each
/// execution, which together cost more than the insert. Not thread-safe, as its connection is not.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = new byte[512];
    private int _bound;

    /// <param name="connection">Open for longer than the statement.</param>
    /// <exception cref="SqliteException">The SQL is wrong.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _connection);
    }

    /// <summary>The next parameter.</summary>
    public SqliteStatement With(string? text)
    {
        if (text is null)
        {
            return Null();
        }

        if (_utf8.Length < Encoding.UTF8.GetMaxByteCount(text.Length))
        {
            _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        }

        var bytes = Encoding.UTF8.GetBytes(text, _utf8);
        Bound(raw.sqlite3_bind_text(_statement, ++_bound, _utf8.AsSpan(0, bytes)));
        return this;
    }

    /// <summary>The next parameter.</summary>
    public SqliteStatement With(long? number)
    {
        if (number is not { } value)
        {
            return Null();
        }

        Bound(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Rows it has changed.</returns>
    /// <exception cref="SqliteException">It failed; it can be used again.</exception>
    public int Execute()
    {
        while (Read())
        {
        }

        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Goes to the next row. False: there is none, and it can be used again.</summary>
    /// <exception cref="SqliteException">It failed; it can be used again.</exception>
    public bool Read()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        // Before the reset, which may say something else.
        var failure = code == raw.SQLITE_DONE ? null : Failure(code);
        Reset();
        return failure is null ? false : throw failure;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>Leaves the rest of the rows.</summary>
    public void Reset()
    {
        raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    public void Dispose() => _statement.Dispose();

    private SqliteStatement Null()
    {
        Bound(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    private void Bound(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    private SqliteException Failure(int code) =>
        new($"SQLite error {code}: {raw.sqlite3_errmsg(_connection).utf8_to_string()}", code, raw.sqlite3_extended_errcode(_connection));
}
