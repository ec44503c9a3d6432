using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>
/// C7: for each client by itself: it reads its own writes, no view is older than what it was told before it asked, and what it writes
/// comes after what it had seen.
/// </summary>
public static class Sessions
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        var operations = room.Operations.ToLookup(operation => operation.First.Client);
        return room.Clients.SelectMany(client => Check(room, client, [.. operations[client.Client]]));
    }

    private static IEnumerable<Violation> Check(RoomRun room, ClientView client, IReadOnlyList<Operation> operations)
    {
        var clientIds = operations.SelectMany(operation => operation.Attempts.Select(attempt => (attempt.Invoked.Op, operation.ClientId)))
            .ToLookup(attempt => attempt.Op, attempt => attempt.ClientId);
        var memory = new Memory(client);
        foreach (var view in client.Records.OfType<View>())
        {
            if (memory.Before(view.Asked) is { } told && told.Seq > view.LastSeq)
            {
                yield return Violation.Of(Rule.Sessions, room.Room, told.Seq, told.Record is Acked ack ? clientIds[ack.Op].FirstOrDefault() : null,
                    told.Record is Acked
                        ? $"client {client.Client} ({client.User}) does not read what it wrote: it was answered at {view.LastSeq}"
                        : $"client {client.Client} ({client.User}) reads an older room than before: it was answered at {view.LastSeq}", told.Record, view);
            }
        }

        foreach (var operation in operations)
        {
            if (room.Log?.EventOf(operation)?.Event is { } e && memory.Before(operation.First.At) is { } seen && seen.Seq >= e.Seq)
            {
                yield return Violation.Of(Rule.Sessions, room.Room, e.Seq, operation.ClientId,
                    $"client {client.Client} ({client.User}) wrote it after it had been told {seen.Seq}", seen.Record, operation.First);
            }
        }
    }

    /// <summary>The highest number that a client had been told at any time.</summary>
    private sealed class Memory
    {
        private readonly List<(long Seq, HistoryRecord Record)> _highest = [];

        public Memory(ClientView client)
        {
            foreach (var told in client.Records.SelectMany(Knowledge.Told))
            {
                if (_highest.Count == 0 || told.Seq > _highest[^1].Seq)
                {
                    _highest.Add(told);
                }
            }
        }

        /// <summary>By the records stamped before a time; null if nothing was told.</summary>
        public (long Seq, HistoryRecord Record)? Before(long time)
        {
            var (low, high) = (0, _highest.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _highest[middle].Record.At < time ? (middle + 1, high) : (low, middle);
            }

            return low == 0 ? null : _highest[low - 1];
        }
    }
}
