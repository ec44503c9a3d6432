using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Parley.Grains.Storage;
using Parley.Search;
using SQLitePCL;

namespace Parley.Grains.Search;

/// <summary>A row of the index that may be an answer.</summary>
internal sealed class SearchCandidate
{
    public long Id { get; init; }
    public required string Room { get; init; }
    public long Seq { get; init; }
    public long AtMs { get; init; }
    public required string Tokens { get; init; }
}

/// <summary>
/// Asks the index for the newest messages that hold all words of a plan, wherever they stand. Words are tokens of letters, digits and _ alone: there is nothing in a
/// question that the full text syntax of an engine could take for its own.
/// </summary>
internal sealed class SearchCandidates(Database database, SearchPlan plan, IReadOnlyCollection<string> rooms)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <param name="before">Ids below it.</param>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public Task<List<SearchCandidate>> NewestAsync(long before, int limit, CancellationToken cancellation) => database.ReadAsync(async (connection, moment) =>
    {
        // The engines have no clock for a statement in common: SQLite is interrupted, a server is told to stop. Again and again: an interruption between two steps is none.
        await using var stop = connection is SqliteConnection file ? new Timer(_ => Interrupt(file), null, LookEvery, LookEvery) : null;
        try
        {
            var query = plan.Query;
            var parameters = new DynamicParameters(new
            {
                rooms, before, limit,
                match = Match(),
                senders = query.Senders ?? [], notSenders = query.NotSenders,
                has = (int)query.Has, hasNot = (int)query.HasNot,
                from = query.From is { } from ? SearchIds.At(from.ToUnixTimeMilliseconds()) : 0,
                until = query.Until is { } until ? SearchIds.At(until.ToUnixTimeMilliseconds()) : 0,
            });
            return (await connection.QueryAsync<SearchCandidate>(new CommandDefinition(Sql(), parameters, moment, cancellationToken: cancellation))).AsList();
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is DbException)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }

        void Interrupt(SqliteConnection file)
        {
            if (cancellation.IsCancellationRequested)
            {
                raw.sqlite3_interrupt(file.Handle);
            }
        }
    });

    private string Sql()
    {
        var query = plan.Query;
        var hasWords = !plan.Wanted.IsEmpty;
        var sql = new StringBuilder("SELECT m.id AS Id, m.room_id AS Room, m.seq AS Seq, m.at_ms AS AtMs, m.tokens AS Tokens FROM ");
        var id = "m.id";
        if (!hasWords)
        {
            sql.Append("search_messages m WHERE 1 = 1");
        }
        else if (database.Engine == SqlEngine.Sqlite)
        {
            id = "f.rowid"; // the index itself has this order
            sql.Append("search_tokens f CROSS JOIN search_messages m ON m.id = f.rowid WHERE f.tokens MATCH @match");
        }
        else
        {
            sql.Append("search_messages m WHERE MATCH (m.tokens) AGAINST (@match IN BOOLEAN MODE)");
        }

        sql.Append(" AND ").Append(id).Append(" < @before AND m.room_id IN @rooms");
        Add(query.From is not null, $" AND {id} >= @from");
        Add(query.Until is not null, $" AND {id} < @until");
        Add(query.Senders is not null, " AND m.sender_id IN @senders");
        Add(!query.NotSenders.IsEmpty, " AND m.sender_id NOT IN @notSenders");
        Add(query.Has != SearchParts.None, " AND (m.has & @has) = @has");
        Add(query.HasNot != SearchParts.None, " AND (m.has & @hasNot) = 0");
        return sql.Append(" ORDER BY ").Append(id).Append(" DESC LIMIT @limit").ToString();

        void Add(bool applies, string condition) => sql.Append(applies ? condition : "");
    }

    private string Match() => string.Join(' ', plan.IndexWords.Select(word => database.Engine == SqlEngine.Sqlite
        ? $"\"{word.Text}\"{(word.IsPrefix ? "*" : "")}"
        : $"+{word.Text}{(word.IsPrefix ? "*" : "")}"));
}
