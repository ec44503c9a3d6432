using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// The newest events of a room in memory, bounded by count and text: one copy, from which every frontend is served, and
/// which answers repeated sends. Not thread-safe; belongs to one activation.
/// </summary>
internal sealed class RoomTail(int maxEvents, int maxCharacters)
{
    private readonly List<RoomEvent> _events = []; // consecutive; the first _start of them are gone
    private readonly Dictionary<(string Sender, string ClientId), long> _byClientId = [];
    private int _start;
    private int _characters;

    /// <summary>Number of the oldest event held; one above the last appended if none is.</summary>
    public long FirstSeq { get; private set; } = 1;

    /// <summary>Number of the newest event held, or the position the tail was reset to.</summary>
    public long LastSeq => FirstSeq + Count - 1;

    /// <summary>True if every event of the room is held, so that an unknown client id is certainly new.</summary>
    public bool HoldsWholeRoom => FirstSeq == 1;

    private int Count => _events.Count - _start;

    /// <summary>Forgets everything; the next event is the one after this.</summary>
    public void Reset(long lastSeq)
    {
        _events.Clear();
        _byClientId.Clear();
        _start = 0;
        _characters = 0;
        FirstSeq = lastSeq + 1;
    }

    /// <summary>Adds the next event; a deletion first blanks what it deletes, and new previews those before them, so that nobody is served it any more.</summary>
    public void Append(RoomEvent e)
    {
        if (e is MessageDeleted deleted)
        {
            Blank(deleted.Target);
        }
        else if (e is PreviewsChanged changed)
        {
            BlankPreviews(changed.Target);
        }

        _events.Add(e);
        _characters += Characters(e);
        if (e.ClientId is not null)
        {
            _byClientId[(e.Sender, e.ClientId)] = e.Seq;
        }

        while (Count > maxEvents || (_characters > maxCharacters && Count > 1))
        {
            DropOldest();
        }
    }

    /// <summary>How many events would fit before the oldest.</summary>
    public int Free => maxEvents - Count;

    /// <summary>Takes what comes right before the oldest event, as much of it as fits; what was deleted since is blank in it.</summary>
    /// <param name="events">Consecutive, up to the one before <see cref="FirstSeq"/>.</param>
    public void Prepend(ImmutableArray<RoomEvent> events)
    {
        var (from, characters) = (events.Length, _characters);
        while (from > 0 && events.Length - from < Free && characters + Characters(events[from - 1]) <= maxCharacters)
        {
            characters += Characters(events[--from]);
        }

        var older = events[from..];
        _events.RemoveRange(0, _start);
        _events.InsertRange(0, older);
        (_start, _characters, FirstSeq) = (0, characters, FirstSeq - older.Length);
        foreach (var e in older.Where(e => e.ClientId is not null))
        {
            _byClientId[(e.Sender, e.ClientId!)] = e.Seq;
        }
    }

    /// <summary>The event that carries this client id, if it is recent.</summary>
    public RoomEvent? Find(string sender, string clientId) => _byClientId.TryGetValue((sender, clientId), out var seq) ? At(seq) : null;

    /// <summary>The event of this number, if it is recent.</summary>
    public RoomEvent? Find(long seq) => seq >= FirstSeq && seq <= LastSeq ? At(seq) : null;

    /// <summary>True if all events after this number are held.</summary>
    public bool Covers(long after) => after >= FirstSeq - 1;

    /// <summary>The events after this number, oldest first, at most so many.</summary>
    public ImmutableArray<RoomEvent> After(long after, int limit, int maxCharacters)
    {
        if (!Covers(after) || after >= LastSeq)
        {
            return [];
        }

        var from = _start + (int)(after + 1 - FirstSeq);
        var count = 0;
        for (var characters = 0; count < limit && from + count < _events.Count; count++)
        {
            characters += Characters(_events[from + count]);
            if (count > 0 && characters > maxCharacters)
            {
                break;
            }
        }

        return ImmutableArray.CreateRange(_events.GetRange(from, count));
    }

    /// <summary>Characters of message text.</summary>
    public static int Characters(RoomEvent e) => e switch
    {
        MessagePosted posted => (posted.Text?.Length ?? 0) + (posted.Poll?.Options.Sum(option => option.Length) ?? 0),
        MessageEdited edited => edited.Text?.Length ?? 0,
        MessageRestored restored => restored.Message?.Text?.Length ?? 0,
        PreviewsChanged changed => changed.Previews.Sum(preview => preview.Url.Length + (preview.Title?.Length ?? 0) + (preview.Description?.Length ?? 0)),
        _ => 0,
    };

    private RoomEvent At(long seq) => _events[_start + (int)(seq - FirstSeq)];

    private void Blank(long target)
    {
        for (var i = _start; i < _events.Count; i++)
        {
            var blank = _events[i] switch
            {
                MessagePosted posted when posted.Seq == target => posted with { Text = null, ReplyTo = null, Mentions = null, Files = null, Poll = null, Forward = null },
                MessageEdited edited when edited.Target == target => edited with { Text = null, Mentions = null },
                MessageRestored restored when restored.Target == target => restored with { Message = null },
                PreviewsChanged changed when changed.Target == target => changed with { Previews = [], Unwanted = [] },
                _ => _events[i],
            };
            _characters += Characters(blank) - Characters(_events[i]);
            _events[i] = blank;
        }
    }

    private void BlankPreviews(long target)
    {
        for (var i = _start; i < _events.Count; i++)
        {
            if (_events[i] is PreviewsChanged { Previews.IsEmpty: false } earlier && earlier.Target == target)
            {
                _characters -= Characters(earlier);
                _events[i] = earlier with { Previews = [], Unwanted = [] };
            }
        }
    }

    private void DropOldest()
    {
        var oldest = _events[_start];
        if (oldest.ClientId is not null)
        {
            _byClientId.Remove((oldest.Sender, oldest.ClientId));
        }

        _characters -= Characters(oldest);
        _events[_start++] = null!;
        FirstSeq++;
        if (_start > maxEvents && _start > _events.Count / 2)
        {
            _events.RemoveRange(0, _start); // seldom enough to cost nothing per event
            _start = 0;
        }
    }
}
