using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>
/// When a number of a room was first known to somebody outside: acknowledged, delivered, or below a head that was told. The log has no
/// holes, so whoever knows a number knows that all before it are taken.
/// </summary>
public sealed class Knowledge
{
    private readonly long[] _seqs;
    private readonly HistoryRecord[] _earliest;

    public Knowledge(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        var told = new SortedDictionary<long, HistoryRecord>();
        foreach (var (seq, record) in room.Clients.SelectMany(client => client.Records).SelectMany(Told))
        {
            if (!told.TryGetValue(seq, out var known) || record.At < known.At)
            {
                told[seq] = record;
            }
        }

        _seqs = [.. told.Keys];
        _earliest = [.. told.Values];
        for (var i = _earliest.Length - 2; i >= 0; i--)
        {
            if (_earliest[i + 1].At < _earliest[i].At)
            {
                _earliest[i] = _earliest[i + 1];
            }
        }
    }

    /// <summary>The first record that told this number or a later one; null if there is none.</summary>
    public HistoryRecord? FirstToTell(long seq)
    {
        var at = Array.BinarySearch(_seqs, seq);
        at = at < 0 ? ~at : at;
        return at < _earliest.Length ? _earliest[at] : null;
    }

    /// <summary>The highest number that a record tells of its room; none if it tells none.</summary>
    public static IEnumerable<(long Seq, HistoryRecord Record)> Told(HistoryRecord record)
    {
        switch (record)
        {
            case Acked { Seq: { } seq, Epoch: not null }: yield return (seq, record); break; // a mark has no epoch: what it tells is no event
            case View view: yield return (view.LastSeq, record); break;
            case Pushed { Events: [.., var last] }: yield return (last.Seq, record); break;
        }
    }
}
