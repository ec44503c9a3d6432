using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>
/// The ZIP that Slack makes of a workspace: <c>users.json</c>, <c>channels.json</c> (and <c>groups.json</c>, <c>mpims.json</c>, <c>dms.json</c>), and for each conversation a folder with a
/// file a day. Source: "How to read Slack data exports" in Slack's help.
/// </summary>
internal sealed class SlackArchive
{
    /// <summary>What Slack itself says in a channel; everything else somebody has said.</summary>
    private static readonly HashSet<string> Notices =
    [
        "channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive", "channel_posting_permissions", "channel_convert_to_private",
        "group_join", "group_leave", "group_topic", "group_purpose", "group_name", "group_archive", "group_unarchive", "bot_add", "bot_remove", "pinned_item", "unpinned_item", "reminder_add", "tombstone",
        "message_deleted", "huddle_thread", "channel_canvas_updated",
    ];

    private readonly ZipArchive _zip;
    private readonly ForeignNames _names = new();
    private readonly Dictionary<string, ForeignUser> _users = [];
    private readonly Dictionary<string, string> _userNames = [];
    private readonly SlackText _text;

    private SlackArchive(ZipArchive zip) => (_zip, _text) = (zip, new SlackText(_userNames));

    /// <param name="zip">Open for longer than the export is read.</param>
    /// <exception cref="TransferException">It is no such archive.</exception>
    public static ForeignExport Read(ZipArchive zip)
    {
        var archive = new SlackArchive(zip);
        foreach (var user in archive.Array("users.json") ?? throw new TransferException("The archive has no users.json: it is not what Slack exports."))
        {
            archive.Know(user);
        }

        if (archive._users.Count == 0)
        {
            throw new TransferException("users.json in the archive names nobody: it is not what Slack exports.");
        }

        var rooms = new[] { ("channels.json", RoomVisibility.Public), ("groups.json", RoomVisibility.Private), ("mpims.json", RoomVisibility.Group), ("dms.json", RoomVisibility.Direct) }
            .SelectMany(list => (archive.Array(list.Item1) ?? []).Where(room => room.Text("id") is not null).Select(room => (Room: room, Visibility: list.Item2))).ToList();

        // Apps and people who are in no list are met only in what they have said.
        foreach (var message in rooms.SelectMany(room => archive.Days(room.Room)))
        {
            archive.Speaker(message);
        }

        return new ForeignExport([.. archive._users.Values], rooms.Select(room => archive.Room(room.Room, room.Visibility)));
    }

    private void Know(JsonElement user)
    {
        var (id, profile) = (user.Text("id"), user.Member("profile"));
        if (id is null)
        {
            return;
        }

        var shown = profile.Text("display_name") ?? profile.Text("real_name") ?? user.Text("real_name");
        Add(id, user.Text("name") ?? id, shown, user.Is("deleted"));
    }

    private void Add(string id, string name, string? shown, bool isDeactivated)
    {
        if (!_users.ContainsKey(id))
        {
            _users[id] = new ForeignUser(id, _names.User(name), Shown(shown), isDeactivated);
            _userNames[id] = _users[id].UserName;
        }
    }

    /// <summary>User id of who has said it; apps become users whom nobody can sign in as.</summary>
    private string Speaker(JsonElement message)
    {
        var id = message.Text("user") ?? message.Text("bot_id") ?? $"app-{message.Text("username") ?? "slack"}";
        Add(id, message.Text("username") ?? id, message.Text("username"), isDeactivated: true);
        return id;
    }

    private ForeignRoom Room(JsonElement room, RoomVisibility visibility)
    {
        var id = room.Text("id")!;
        var members = room.Texts("members").Where(_users.ContainsKey).ToList();
        var messages = Days(room).Where(IsSaid).Select(Message).ToList();
        var creator = room.Text("creator") is { } maker && _users.ContainsKey(maker) ? maker : members.FirstOrDefault() ?? messages.FirstOrDefault()?.Sender ?? _users.Keys.First();
        var created = At(room.Number("created")) ?? DateTimeOffset.UnixEpoch;
        if (created == DateTimeOffset.UnixEpoch && messages.Count > 0)
        {
            created = messages.Min(message => message.At);
        }

        var name = visibility switch
        {
            RoomVisibility.Direct => members is [var a, var b, ..] ? RoomNames.OfPair(a, b) : RoomNames.OfPair(creator, creator),
            RoomVisibility.Group => $"group:{id}",
            _ => _names.Room(room.Text("name") ?? id),
        };
        return new ForeignRoom(id, name, visibility is RoomVisibility.Direct or RoomVisibility.Group ? "" : room.Text("name") ?? id, Value(room, "topic") ?? Value(room, "purpose"), visibility, creator, created, members, messages)
        {
            IsArchived = room.Is("is_archived"),
        };
    }

    private ForeignMessage Message(JsonElement message)
    {
        var ts = message.Text("ts")!;
        var (text, mentions, everybody) = _text.Read(Said(message));
        var thread = message.Text("thread_ts");
        return new ForeignMessage($"slack-{ts}", Speaker(message), At(ts)!.Value, text, thread is null || thread == ts ? null : $"slack-{thread}")
        {
            Mentions = [.. mentions.Where(_users.ContainsKey)], Everybody = everybody,
            Reactions =
            [
                .. message.List("reactions").SelectMany(reaction => reaction.Texts("users").Select(user => (reaction.Text("name") ?? "", user))).Where(one => _users.ContainsKey(one.Item2)),
            ],
            IsPinned = message.List("pinned_to").Any(),
        };
    }

    /// <summary>Its text, else that of what apps attach; and the names of its files, whose bytes Slack does not export.</summary>
    private static string Said(JsonElement message)
    {
        var text = message.Text("text") ?? string.Join('\n', message.List("attachments").Select(attachment => attachment.Text("text") ?? attachment.Text("fallback")).OfType<string>());
        return string.Join('\n', new[] { text }.Concat(message.List("files").Select(file => file.Text("name") ?? file.Text("title")).OfType<string>().Select(name => $"📎 {name}")).Where(line => line.Length > 0));
    }

    private static bool IsSaid(JsonElement message) =>
        message.Text("type") == "message" && message.Text("ts") is not null && !Notices.Contains(message.Text("subtype") ?? "") && Said(message).Length > 0;

    private IEnumerable<JsonElement> Days(JsonElement room)
    {
        // Folders are named after channels; of direct messages, after their ids.
        var prefixes = new[] { room.Text("name"), room.Text("id") }.OfType<string>().Select(name => $"{name}/").ToArray();
        foreach (var entry in _zip.Entries.Where(entry => entry.FullName.EndsWith(".json", StringComparison.Ordinal) && prefixes.Any(prefix => entry.FullName.StartsWith(prefix, StringComparison.Ordinal)))
            .OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            foreach (var message in Array(entry.FullName)!)
            {
                yield return !IsSaid(message) || At(message.Text("ts")!) is not null
                    ? message
                    : throw new TransferException($"{entry.FullName} in the archive has a message whose ts is no time. Export anew, or take the message out.");
            }
        }
    }

    private List<JsonElement>? Array(string name)
    {
        if (_zip.GetEntry(name) is not { } entry)
        {
            return null;
        }

        try
        {
            using var stream = entry.Open();
            using var document = JsonDocument.Parse(stream);
            return [.. document.RootElement.EnumerateArray().Select(element => element.Clone())];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException)
        {
            throw new TransferException($"{name} in the archive cannot be read: it is no list in JSON. Export anew.", e);
        }
    }

    /// <summary>Seconds since 1970 with six digits behind the point, which make it unique in its channel. Null: it is no time.</summary>
    private static DateTimeOffset? At(string ts) => decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? At(seconds) : null;

    private static DateTimeOffset? At(decimal seconds) => seconds is > 0 and < 100_000_000_000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;

    private static string? Shown(string? name) => string.IsNullOrWhiteSpace(name) || UserNames.DisplayFault(name) is not null ? null : name;

    private static string? Value(JsonElement room, string name) => room.Member(name).Text("value");
}
