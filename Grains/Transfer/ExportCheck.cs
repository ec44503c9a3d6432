using System.Globalization;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Grains.Transfer;

/// <summary>Looks at an export line by line before anything is made of it: that it is whole, and that this program understands all of it. Pure.</summary>
/// <param name="path">For what it says.</param>
/// <param name="hasFile">Whether the bytes of a file, by its id there, came along.</param>
internal sealed class ExportCheck(string path, Func<string, bool> hasFile)
{
    private readonly Dictionary<string, string> _users = [];
    private readonly Dictionary<string, string> _rooms = [];
    private ExportLine? _first;
    private ExportLine? _last;
    private ExportLine? _room;
    private EventTranslation? _translation;
    private long _seq;

    /// <summary>Of all rooms.</summary>
    public long Events { get; private set; }

    /// <summary>Files of messages whose bytes did not come along.</summary>
    public long MissingFiles { get; private set; }

    /// <exception cref="TransferException">It cannot be brought in; the sentence names the line.</exception>
    public void Take(long number, ExportLine line)
    {
        _first ??= Header(line);
        _last = line;
        switch (line.Type)
        {
            case "user":
                Require(number, line is { Id.Length: > 0, UserName.Length: > 0 }, "a user without id or userName");
                _users[line.Id!] = line.Id!;
                break;
            case "room":
                EndRoom();
                Require(number, line is { Id.Length: > 0, Name.Length: > 0, LastSeq: > 0 }, "a room without id, name or lastSeq");
                Require(number, _rooms.TryAdd(line.Id!, line.Id!), $"the room {line.Id} for the second time");
                (_room, _seq, _translation) = (line, 0, new EventTranslation(line.Id!, line.Name!, _users, _rooms, hasFile));
                break;
            case "event":
                Event(number, line);
                break;
        }
    }

    /// <summary>There are no more lines.</summary>
    /// <exception cref="TransferException">Something is missing.</exception>
    public void End()
    {
        if (_first is null)
        {
            throw NoExport();
        }

        if (_last is not { Type: "end" } || _last.Events != Events)
        {
            throw new TransferException($"{path} is not whole: its end is missing. Copy it again, or export anew.");
        }

        EndRoom();
    }

    private ExportLine Header(ExportLine line) =>
        line is not { Type: "export", Format: { } format } ? throw NoExport()
        : format is < 1 or > ExportLine.CurrentFormat ? throw new TransferException($"{path} was written by Parley {line.Program}, in a format ({format}) that this program does not know. Use that version, or a newer one.")
        : line;

    private void Event(long number, ExportLine line)
    {
        Require(number, line is { Seq: > 0, Kind.Length: > 0, At: not null }, "an event without seq, kind or at");
        Require(number, _room is not null && line.Room == _room.Id, $"an event of the room {line.Room}, whose line is not before it");
        Require(number, line.Seq == _seq + 1, $"the event {line.Seq} of the room {line.Room}, and not {_seq + 1}");
        _seq = line.Seq!.Value;
        Events++;
        var e = Understood(number, line);
        Require(number, _seq > 1 || e is RoomCreated, $"an event of kind {line.Kind}, with which no room begins");
        MissingFiles += (e as MessagePosted)?.Files?.Count(file => !hasFile(file.Id)) ?? 0;
    }

    /// <summary>Also what would be made of it, so that nothing is met only in the middle of an import.</summary>
    private RoomEvent Understood(long number, ExportLine line)
    {
        try
        {
            var e = RoomEventCodec.Decode(line.Stored());
            _ = _translation!.Here(e);
            return e;
        }
        catch (UnknownEventException e)
        {
            throw new TransferException(
                $"Line {number} of {path} is an event of kind {line.Kind}, version {line.Version ?? 1}, which this program does not know. Nothing was changed. Import it with Parley {_first!.Program ?? "of the version that wrote it"} or newer.", e);
        }
        catch (TransferException e)
        {
            throw new TransferException($"Line {number} of {path} is an event of kind {line.Kind} that cannot be brought in. {e.Message} Nothing was changed. Export anew.", e);
        }
        catch (Exception e) // decoding is pure: whatever it stumbles over is what the line says, or does not say
        {
            throw new TransferException($"Line {number} of {path} is an event of kind {line.Kind} whose members are not those of that kind. Nothing was changed. Export anew, or mend the line (docs/export-format.md).", e);
        }
    }

    private void EndRoom()
    {
        if (_room is not null && _seq != _room.LastSeq)
        {
            throw new TransferException(string.Create(CultureInfo.InvariantCulture, $"{path} is not whole: of the room {_room.Name} it has {_seq} of {_room.LastSeq} events. Nothing was changed. Copy it again, or export anew."));
        }
    }

    private void Require(long number, bool holds, string what)
    {
        if (!holds)
        {
            throw new TransferException($"Line {number} of {path} is {what}. Nothing was changed. Copy the file again, or export anew.");
        }
    }

    private TransferException NoExport() => new($"{path} is not an export of Parley: its first line does not say so. Name the file that admin export or admin convert has written.");
}
