using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>
/// Finds messages. The index says where to look; whether the reader may read a message, and what it says, is taken from the log, both in one
/// moment of the call: what the reader may not read any more, what was erased and what was edited away is no answer from that moment on, however far the index is behind.
/// </summary>
internal sealed class MessageSearch(Databases databases, IOptions<SearchOptions> options, TimeProvider clock) : IDisposable
{
    public const int MaxPage = 100;
    public const int MaxContext = 3;

    /// <summary>Windows that one page looks into, at most. After that it ends, full or not, and says where to go on.</summary>
    private const int MaxWindows = 4;

    private readonly SemaphoreSlim _turns = new(options.Value.MaxConcurrent);

    public async Task<Outcome<SearchPage>> FindAsync(SearchMessages query)
    {
        var plan = SearchPlan.Of(query, options.Value);
        if (plan.IsError)
        {
            return plan.Error;
        }

        var cursor = query.Cursor is null ? SearchCursor.First(query.Order, clock.GetUtcNow().ToUnixTimeMilliseconds()) : SearchCursor.Parse(query.Cursor);
        if (cursor is null || cursor.Order != query.Order)
        {
            return ErrorCatalog.InvalidField("before", "Send the next of the page before, with the same question.");
        }

        if (!await _turns.WaitAsync(options.Value.Timeout))
        {
            return ErrorCatalog.BusyFor(TimeSpan.FromSeconds(1));
        }

        using var patience = new CancellationTokenSource(options.Value.Timeout);
        try
        {
            return await FindAsync(plan.Value, cursor, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return ErrorCatalog.Error(ErrorCatalog.SearchTooWide);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<SearchPage> FindAsync(SearchPlan plan, SearchCursor cursor, CancellationToken cancellation)
    {
        var query = plan.Query;
        var readable = await databases.Messages.ReadAsync((connection, moment) => ReadableRooms.ReadAsync(connection, moment, query.Reader, query.Rooms));
        var rooms = readable.Keys.ToHashSet();
        rooms.ExceptWith(query.NotRooms);
        if (rooms.Count == 0)
        {
            return SearchPage.Empty;
        }

        var (limit, size) = (Math.Clamp(query.Limit, 1, MaxPage), options.Value.RankedMessages);
        var hits = ImmutableArray.CreateBuilder<SearchHit>();
        for (var windows = 0; windows < MaxWindows; windows++)
        {
            var before = cursor.Before;
            var window = await databases.Search.ReadFromReplicaAsync(index => new SearchCandidates(index, plan, rooms).NewestAsync(before, size, cancellation));
            var ranked = Rank(plan, cursor, window);
            for (var at = 0; at < ranked.Count;)
            {
                var some = ranked.GetRange(at, Math.Min(limit - hits.Count, ranked.Count - at));
                hits.AddRange(await ReadAsync(plan, some));
                at += some.Count;
                if (hits.Count == limit)
                {
                    return new SearchPage(hits.ToImmutable(), (cursor with { Score = some[^1].Score, Id = some[^1].Row.Id }).ToString());
                }

                cancellation.ThrowIfCancellationRequested();
            }

            if (window.Count < size)
            {
                return new SearchPage(hits.ToImmutable(), null);
            }

            cursor = cursor with { Before = window[^1].Id, Score = null, Id = 0 };
        }

        return new SearchPage(hits.ToImmutable(), cursor.ToString());
    }

    /// <summary>Answers within a window that come after the cursor, best first.</summary>
    private static List<(SearchCandidate Row, double Score)> Rank(SearchPlan plan, SearchCursor cursor, List<SearchCandidate> window)
    {
        var ranked = new List<(SearchCandidate Row, double Score)>();
        foreach (var row in window)
        {
            var age = TimeSpan.FromMilliseconds(cursor.AsOfMs - row.AtMs);
            if (plan.Score(row.Tokens.Split(' '), age) is { } score && (cursor.Score is not { } last || score < last || (score == last && row.Id < cursor.Id)))
            {
                ranked.Add((row, score));
            }
        }

        ranked.Sort((a, b) => b.Score.CompareTo(a.Score) is not 0 and var byScore ? byScore : b.Row.Id.CompareTo(a.Row.Id));
        return ranked;
    }

    /// <summary>Those that the reader may read and that still are answers, in their order.</summary>
    private Task<List<SearchHit>> ReadAsync(SearchPlan plan, List<(SearchCandidate Row, double Score)> found) =>
        databases.Messages.ReadAsync(async (connection, moment) =>
        {
            var readable = await ReadableRooms.ReadAsync(connection, moment, plan.Query.Reader, [.. found.Select(one => one.Row.Room).Distinct()]);
            var hits = new Dictionary<(string, long), SearchHit>();
            foreach (var room in found.Where(one => readable.TryGetValue(one.Row.Room, out var floor) && one.Row.Seq >= floor).GroupBy(one => one.Row.Room, one => one.Row.Seq))
            {
                foreach (var hit in await HitsAsync(plan, room.Key, [.. room], readable[room.Key], connection, moment))
                {
                    hits[(hit.Room, hit.Seq)] = hit;
                }
            }

            return found.Select(one => hits.GetValueOrDefault((one.Row.Room, one.Row.Seq))).OfType<SearchHit>().ToList();
        });

    private async Task<List<SearchHit>> HitsAsync(SearchPlan plan, string room, List<long> seqs, long floor, DbConnection connection, DbTransaction moment)
    {
        var log = new MessageTexts(connection, moment, room);
        var texts = await log.ReadAsync(seqs);
        var answers = new List<(MessageText Message, List<SearchHighlight> Highlights, IReadOnlyList<long> Before, IReadOnlyList<long> After)>();
        foreach (var message in texts.Values)
        {
            if (plan.Highlights(SearchTokens.Of(message.Text)) is { } highlights && plan.HasParts(SearchDocument.PartsOf(message)))
            {
                var (before, after) = await log.NeighboursAsync(message.Seq, Math.Clamp(plan.Query.Context, 0, MaxContext));
                answers.Add((message, highlights, before, after));
            }
        }

        var neighbours = await log.ReadAsync([.. answers.SelectMany(one => one.Before.Concat(one.After)).Distinct()]);
        return answers.ConvertAll(one => new SearchHit(
            room, one.Message.Seq, one.Message.Sender, one.Message.At, one.Message.EditedAt, Snippet(one.Message.Text, one.Highlights), Beside(one.Before), Beside(one.After)));

        ImmutableArray<SearchNeighbour> Beside(IReadOnlyList<long> beside) =>
            [.. beside.Where(seq => seq >= floor).Select(seq => neighbours.GetValueOrDefault(seq)).OfType<MessageText>().Select(one => new SearchNeighbour(one.Seq, one.Sender, one.At, Snippet(one.Text, [])))];
    }

    private SearchSnippet Snippet(string text, List<SearchHighlight> highlights) => SearchSnippets.Of(text, highlights, options.Value.SnippetLength);
}
