using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Parley.Access;
using Parley.Errors;
using Parley.Files;
using Parley.FileStores;
using Parley.Grains.Ids;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Transfer;

/// <summary>
/// Brings an export in: users by their grains, rooms by appends to the log, with numbers and times as they were. It may be run again after it was broken off, or is done:
/// each room goes on behind its head.
/// </summary>
/// <param name="files">Null: files are left out.</param>
public sealed class Importer(IGrainFactory grains, IRoomLog log, IdMint ids, Databases databases, IFileStore? files, TimeProvider clock)
{
    /// <summary>Events of one append, at most.</summary>
    private const int Batch = 100;
    private const int MaxNames = 1000;

    /// <summary>Imports into the databases of a cluster, whose silos make the users.</summary>
    public static async Task<Transferred> OnServersAsync(
        IGrainFactory grains, Databases databases, IFileStore? files, TimeProvider clock, string path, bool sameUsers, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        await using var log = new MySqlRoomLog((MySqlDatabase)databases.Messages, Options.Create(new RoomOptions()), NullLogger<MySqlRoomLog>.Instance);
        var ids = new IdMint(new ServerKeys(databases, clock).Secret("ids"), clock);
        return await new Importer(grains, log, ids, databases, files, clock).ReadAsync(path, sameUsers, progress, cancellation);
    }

    /// <summary>Imports.</summary>
    /// <param name="sameUsers">Users whose names are taken here are the people who have them; else such an export is refused.</param>
    /// <exception cref="TransferException">The export is not whole or not understood, or users of it would be mixed up with others.</exception>
    public async Task<Transferred> ReadAsync(string path, bool sameUsers, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        var check = await CheckAsync(path, cancellation);
        try
        {
            return await BringInAsync(path, check, sameUsers, progress, cancellation);
        }
        catch (Exception e) when (e is DbException or OrleansException or TimeoutException or IOException)
        {
            throw new TransferException($"The import has stopped in the middle: {e.Message.Split('\n')[0].Trim()} What it has brought in so far is there. Run it again: it goes on where it was.", e);
        }
    }

    private async Task<Transferred> BringInAsync(string path, ExportCheck check, bool sameUsers, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        using var notes = ImportNotes.Open($"{path}.imported-{ids.NobodyFor("import")[^8..]}");
        await MapUsersAsync(path, notes, sameUsers, cancellation);
        await foreach (var (_, line) in ExportReader.LinesAsync(path, cancellation))
        {
            if (line.Type == "room" && !notes.Rooms.ContainsKey(line.Id!))
            {
                notes.Room(line.Id!, ids.NewRoom());
            }
        }

        var (events, rooms, skipped, copied) = (0L, 0L, 0L, 0L);
        RoomInHand? room = null;
        await foreach (var (_, line) in ExportReader.LinesAsync(path, cancellation))
        {
            if (line.Type == "room")
            {
                copied += await FinishAsync(room, path);
                skipped += room is { IsSkipped: true } ? 1 : 0;
                room = await BeginAsync(line, notes, path);
                rooms++;
            }
            else if (line.Type == "event" && room is { IsSkipped: false } && line.Seq > room.Head)
            {
                room.Waiting.Add(room.Translation.Here(RoomEventCodec.Decode(line.Stored())));
                if (room.Waiting.Count == Batch)
                {
                    copied += await AppendAsync(room, path);
                }
            }

            if (line.Type == "event" && ++events % Batch == 0)
            {
                progress?.Report(new TransferProgress(events, check.Events));
                cancellation.ThrowIfCancellationRequested();
            }
        }

        copied += await FinishAsync(room, path);
        skipped += room is { IsSkipped: true } ? 1 : 0;
        return new Transferred(notes.Users.Count, rooms - skipped, events, copied, skipped) { MissingFiles = files is null ? 0 : check.MissingFiles };
    }

    /// <summary>That it is whole and understood, before anything is made of it.</summary>
    private async Task<ExportCheck> CheckAsync(string path, CancellationToken cancellation)
    {
        var check = new ExportCheck(path, HasFile(path));
        await foreach (var (number, line) in ExportReader.LinesAsync(path, cancellation))
        {
            check.Take(number, line);
        }

        check.End();
        return check;
    }

    private async Task MapUsersAsync(string path, ImportNotes notes, bool sameUsers, CancellationToken cancellation)
    {
        var taken = new List<string>();
        await foreach (var (_, line) in ExportReader.LinesAsync(path, cancellation))
        {
            if (line.Type == "user" && !notes.Users.ContainsKey(line.Id!) && !notes.Claims.Contains(line.UserName!) && !sameUsers && !IsOfTheHouse(line) && await grains.UserName(line.UserName!).Find() is not null)
            {
                taken.Add(line.UserName!);
            }
        }

        if (taken.Count > 0)
        {
            throw new TransferException($"There are users here of the names {string.Join(", ", taken.Take(10))}{(taken.Count > 10 ? $" and {taken.Count - 10} more" : "")}. If they are the same people, say --same-users; else rename them first.");
        }

        await foreach (var (_, line) in ExportReader.LinesAsync(path, cancellation))
        {
            if (line.Type == "user" && !notes.Users.ContainsKey(line.Id!))
            {
                notes.Claim(line.UserName!);
                notes.User(line.Id!, await UserAsync(line, notes));
            }
        }
    }

    private async Task<string> UserAsync(ExportLine line, ImportNotes notes)
    {
        if (await grains.UserName(line.UserName!).Find() is { } found)
        {
            return found.Id;
        }

        // Without a password and a role: what they may do here is for this installation to say.
        var made = await grains.UserName(line.UserName!).Register(new RegisterUser(line.UserName!, line.DisplayName, Password: null)
        {
            IsBot = line.Bot == true, Owner = line.Owner is { } owner ? notes.Users.GetValueOrDefault(owner) : null,
        });
        if (made.IsError)
        {
            throw new TransferException($"The user {line.UserName} was not made: {made.Error.Message}");
        }

        if (line.Deactivated == true || line.Erased == true)
        {
            await grains.User(made.Value.Id).ChangeAccess(new ChangeUserAccess(By: null) { IsDeactivated = true });
        }

        return made.Value.Id;
    }

    private static bool IsOfTheHouse(ExportLine line) => line is { Bot: true, Owner: null };

    private async Task<RoomInHand> BeginAsync(ExportLine line, ImportNotes notes, string path)
    {
        var id = notes.Rooms[line.Id!];
        var head = await log.HeadAsync(id);
        var people = line.Name!.StartsWith("direct:", StringComparison.Ordinal) ? line.Name.Split(':')[1..].Select(user => notes.Users.GetValueOrDefault(user, user)).ToArray() : null;
        var room = new RoomInHand(id, people is [var a, var b] ? RoomNames.OfPair(a, b) : line.Name, head, notes, HasFile(path));
        return room;
    }

    /// <summary>Its id is what the export says: nothing but an id becomes part of a path.</summary>
    private Func<string, bool> HasFile(string path) => file => files is not null && FileIds.IsFile(file) && File.Exists(Path.Combine(ExportWriter.FolderOf(path), file));

    private async Task<long> FinishAsync(RoomInHand? room, string path) => room is { Waiting.Count: > 0 } ? await AppendAsync(room, path) : 0;

    private async Task<long> AppendAsync(RoomInHand room, string path)
    {
        var copied = 0L;
        room.NameByPeople();
        foreach (var posted in room.Waiting.OfType<MessagePosted>())
        {
            copied += await FilesAsync(room, posted, path);
        }

        for (var attempt = 1; ; attempt++)
        {
            var result = await log.AppendAsync(new RoomAppend(room.Id, room.Head, room.Epoch, [.. room.Waiting], []));
            switch (result)
            {
                case AppendResult.Committed committed:
                    (room.Head, room.Epoch) = (room.Waiting[^1].Seq, committed.Epoch);
                    room.Waiting.Clear();
                    return copied;
                case AppendResult.NameTaken when room.IsConversation:
                    room.IsSkipped = true;
                    room.Waiting.Clear();
                    return copied;
                case AppendResult.NameTaken when attempt < MaxNames:
                    room.Rename(attempt + 1);
                    break;
                case AppendResult.HeadMoved moved:
                    throw new TransferException($"Somebody has written in the room {room.Name} while it was brought in, after {room.Head} ({moved.Head?.LastSeq}). Delete what was brought in, and import while nobody is here.");
                case AppendResult.Failed failed:
                    throw new TransferException($"The room {room.Name} was not written on after {room.Head}: {failed.Exception.Message} Run the import again.", failed.Exception);
                default:
                    throw new TransferException($"The room {room.Name} cannot be brought in ({result.GetType().Name}).");
            }
        }
    }

    /// <summary>The bytes first, then who they are of, then the message: as an upload does. Not settled, as those are: if no message comes, they are erased like any upload.</summary>
    private async Task<long> FilesAsync(RoomInHand room, MessagePosted posted, string path)
    {
        foreach (var file in posted.Files ?? [])
        {
            await CopyAsync(Path.Combine(ExportWriter.FolderOf(path), room.FileThere(file.Id)), file.Id);
            if (file.HasThumbnail)
            {
                await CopyAsync(Path.Combine(ExportWriter.FolderOf(path), FileIds.Thumbnail(room.FileThere(file.Id))), FileIds.Thumbnail(file.Id));
            }

            await databases.Identity.WriteAsync(async (connection, transaction) =>
            {
                var (user, at) = (posted.Sender, clock.GetUtcNow().ToUnixTimeMilliseconds());

                // Of an import that was broken off before the message was there, and may be about to be erased.
                if (await connection.ExecuteAsync("UPDATE uploads SET claim = 'import', claimed_at_ms = @at WHERE id = @Id AND settled = 0", new { file.Id, at }, transaction) == 1
                    || await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM uploads WHERE id = @Id", new { file.Id }, transaction) > 0)
                {
                    return 0;
                }

                await connection.ExecuteAsync(databases.Identity.InsertIfAbsent("upload_usage", "user_id", "bytes"), new { user_id = user, bytes = 0L }, transaction);
                await connection.ExecuteAsync("UPDATE upload_usage SET bytes = bytes + @Size WHERE user_id = @user", new { file.Size, user }, transaction);
                return await connection.ExecuteAsync(
                    """
                    INSERT INTO uploads (id, user_id, room_id, name, size, received, type, width, height, has_thumbnail, claim, settled, created_at_ms, claimed_at_ms)
                    VALUES (@Id, @user, @room, @Name, @Size, @Size, @Type, @Width, @Height, @thumbnail, 'import', 0, @at, @at)
                    """,
                    new { file.Id, user, room = room.Id, file.Name, file.Size, file.Type, file.Width, file.Height, thumbnail = file.HasThumbnail ? 1 : 0, at },
                    transaction);
            });
        }

        return posted.Files?.Length ?? 0;
    }

    private async Task CopyAsync(string source, string id)
    {
        if (!File.Exists(source))
        {
            return;
        }

        await using var bytes = new FileStream(source, FileMode.Open, FileAccess.Read);
        await files!.AppendAsync(id, 0, bytes, bytes.Length, CancellationToken.None);
        await files.CompleteAsync(id, bytes.Length);
    }

    /// <summary>The room that is being brought in.</summary>
    private sealed class RoomInHand
    {
        private readonly ImportNotes _notes;
        private readonly Func<string, bool> _hasFile;
        private readonly string _wanted;
        private readonly Dictionary<string, string> _files = [];

        public RoomInHand(string id, string name, LogHead? head, ImportNotes notes, Func<string, bool> hasFile)
        {
            (Id, Name, _wanted, _notes, Head, Epoch) = (id, name, name, notes, head?.LastSeq ?? 0, head?.Epoch);
            _hasFile = there => hasFile(there) && Known(there);
            Translation = New();
        }

        public string Id { get; }

        public string Name { get; private set; }

        public long Head { get; set; }

        public string? Epoch { get; set; }

        public bool IsSkipped { get; set; }

        public bool IsConversation => _wanted.Contains(':', StringComparison.Ordinal);

        public List<RoomEvent> Waiting { get; } = [];

        public EventTranslation Translation { get; private set; }

        public string FileThere(string here) => _files[here];

        /// <summary>Another room has the name.</summary>
        public void Rename(int number) => Rename($"{_wanted}-{number.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

        /// <summary>A conversation of several is named after those who come in at its beginning.</summary>
        public void NameByPeople()
        {
            if (Head == 0 && _wanted.StartsWith("group:", StringComparison.Ordinal))
            {
                Rename(RoomNames.OfPeople(Waiting.OfType<MemberJoined>().Select(joined => joined.User)));
            }
        }

        private void Rename(string name)
        {
            Name = name;
            Translation = New();
            for (var i = 0; i < Waiting.Count; i++)
            {
                Waiting[i] = Waiting[i] switch
                {
                    RoomCreated created => created with { Name = Name },
                    SettingsChanged { Name: not null } changed => changed with { Name = Name },
                    var other => other,
                };
            }
        }

        private EventTranslation New() => new(Id, Name, _notes.Users, _notes.Rooms, _hasFile);

        private bool Known(string there)
        {
            _files[Translation.File(there)] = there;
            return true;
        }
    }
}
