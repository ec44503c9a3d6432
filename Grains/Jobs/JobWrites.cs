using System.Collections.Concurrent;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Jobs;

/// <summary>Writes of one row each, gathered while one transaction is under way and done together in the next: one commit for all whose jobs end about the same time.</summary>
internal sealed class JobWrites(Database database) : IDisposable
{
    private const int MaxTogether = 500;
    private readonly ConcurrentQueue<Write> _waiting = [];
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="id">Of the row; writes go in this order, as everywhere, so that nobody waits in a circle.</param>
    /// <returns>Whether a row was written, after the commit.</returns>
    public async Task<bool> WriteAsync(string id, string sql, object parameters)
    {
        var write = new Write(id, sql, parameters);
        _waiting.Enqueue(write);
        await _turn.WaitAsync();
        try
        {
            while (!write.Outcome.Task.IsCompleted)
            {
                await FlushAsync(); // whoever has the turn writes for all
            }
        }
        finally
        {
            _turn.Release();
        }

        return await write.Outcome.Task;
    }

    public void Dispose() => _turn.Dispose();

    private async Task FlushAsync()
    {
        var together = new List<Write>();
        while (together.Count < MaxTogether && _waiting.TryDequeue(out var write))
        {
            together.Add(write);
        }

        try
        {
            var written = await database.WriteAsync(async (connection, transaction) =>
            {
                var counts = new List<(Write Write, bool IsWritten)>();
                foreach (var write in together.OrderBy(one => one.Id, StringComparer.Ordinal))
                {
                    counts.Add((write, await connection.ExecuteAsync(write.Sql, write.Parameters, transaction) == 1));
                }

                return counts;
            });
            written.ForEach(one => one.Write.Outcome.SetResult(one.IsWritten));
        }
        catch (Exception e)
        {
            together.ForEach(one => one.Outcome.SetException(e));
        }
    }

    private sealed record Write(string Id, string Sql, object Parameters)
    {
        public TaskCompletionSource<bool> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
