using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Dashboard;

/// <summary>
/// The last look at what one subscriber gets, when it is taken out of the queue to be written: each number is the one after
/// the last. It does not mend anything, it is the proof that nothing is to be mended. One caller at a time.
/// </summary>
internal struct LineCheck
{
    private long _last;

    /// <summary>The last numbers that were skipped, as long as they may still come.</summary>
    private long _holeFrom, _holeTo;

    /// <summary>The number that was written last, or that history ended with.</summary>
    public readonly long Last => _last;

    /// <summary>The line goes on after this number.</summary>
    public void Begin(long last) => (_last, _holeFrom, _holeTo) = (last, 0, -1);

    /// <summary>True if the batch goes on exactly where the line ends; else <paramref name="faults"/> says what is wrong.</summary>
    public bool Take(EncodedBatch batch, out LineFaults faults)
    {
        if (batch.From == _last + 1 && batch.IsUnbroken)
        {
            _last = batch.To;
            faults = default;
            return true;
        }

        faults = Find(batch);
        return false;
    }

    private LineFaults Find(EncodedBatch batch)
    {
        var faults = default(LineFaults);
        foreach (var e in batch.Events)
        {
            if (e.Seq > _last)
            {
                if (e.Seq > _last + 1)
                {
                    faults.Lost += e.Seq - _last - 1;
                    (_holeFrom, _holeTo) = (_last + 1, e.Seq - 1);
                }

                _last = e.Seq;
            }
            else if (e.Seq >= _holeFrom && e.Seq <= _holeTo)
            {
                faults.Reordered++; // it was counted as lost when it was skipped
                _holeFrom = e.Seq + 1;
            }
            else
            {
                faults.Doubled++;
            }
        }

        return faults;
    }
}

/// <summary>What is wrong with a line, in events.</summary>
internal record struct LineFaults(long Lost, long Doubled, long Reordered);
