using System.Text.Json;

namespace Parley.Grains.Transfer;

/// <summary>
/// What an import has decided so far, in a file beside the export, one for each installation: which id a user or room got. Written before anything is made, so that an import
/// that was killed knows what is its own when it is run again.
/// </summary>
internal sealed class ImportNotes : IDisposable
{
    private readonly FileStream _file;

    private ImportNotes(FileStream file) => _file = file;

    /// <summary>Id there → id here.</summary>
    public Dictionary<string, string> Users { get; } = [];

    /// <summary>Id there → id here.</summary>
    public Dictionary<string, string> Rooms { get; } = [];

    /// <summary>User names that this import was about to take.</summary>
    public HashSet<string> Claims { get; } = new(StringComparer.Ordinal);

    public static ImportNotes Open(string path)
    {
        var notes = new ImportNotes(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        using var reader = new StreamReader(notes._file, leaveOpen: true);
        var whole = 0L;
        while (reader.ReadLine() is { } line)
        {
            try
            {
                notes.Take(JsonSerializer.Deserialize(line, ExportJson.Default.ImportedLine)!);
                whole += System.Text.Encoding.UTF8.GetByteCount(line) + 1;
            }
            catch (JsonException)
            {
                break; // the last line was not finished
            }
        }

        notes._file.SetLength(Math.Min(whole, notes._file.Length));
        notes._file.Position = notes._file.Length;
        return notes;
    }

    public void User(string there, string here) => Write(new ImportedLine { User = there, To = here });

    public void Room(string there, string here) => Write(new ImportedLine { Room = there, To = here });

    public void Claim(string userName) => Write(new ImportedLine { Claim = userName });

    public void Dispose() => _file.Dispose();

    private void Write(ImportedLine line)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, ExportJson.Default.ImportedLine), (byte)'\n']);
        _file.Flush(flushToDisk: true);
        Take(line);
    }

    private void Take(ImportedLine line)
    {
        if (line is { User: { } user, To: { } toUser })
        {
            Users[user] = toUser;
        }
        else if (line is { Room: { } room, To: { } toRoom })
        {
            Rooms[room] = toRoom;
        }
        else if (line.Claim is { } claim)
        {
            Claims.Add(claim);
        }
    }
}

internal sealed record ImportedLine
{
    public string? User { get; init; }

    public string? Room { get; init; }

    public string? Claim { get; init; }

    public string? To { get; init; }
}
