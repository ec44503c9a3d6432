using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>
/// What <c>mmctl export create</c> or <c>mattermost export bulk</c> writes: one JSON object a line, <c>version</c> first. Rooms of several teams become rooms beside each other. Source: "Bulk
/// loading data" in Mattermost's documentation.
/// </summary>
internal sealed partial class MattermostExport
{
    private readonly ForeignNames _names = new();
    private readonly Dictionary<string, ForeignUser> _users = [];
    private readonly Dictionary<string, Draft> _rooms = [];

    /// <exception cref="TransferException">It is no such export.</exception>
    public static ForeignExport Read(IEnumerable<string> lines)
    {
        var export = new MattermostExport();
        var number = 0;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            number++;
            try
            {
                using var document = JsonDocument.Parse(line);
                var type = Text(document.RootElement, "type");
                if (number == 1 && type != "version")
                {
                    throw new TransferException("The first line does not say which version it is: it is not what Mattermost exports in bulk.");
                }

                export.Take(type, document.RootElement);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new TransferException($"Line {number} of the export cannot be read.", e);
            }
        }

        return new ForeignExport([.. export._users.Values], export._rooms.Values.Where(room => room.People.Count > 0).Select(room => room.Done()));
    }

    private void Take(string? type, JsonElement line)
    {
        switch (type)
        {
            case "channel":
                var channel = line.GetProperty("channel");
                var name = Text(channel, "name")!;
                _rooms[Key(channel)] = new Draft(
                    Key(channel), _names.Room(name), Text(channel, "display_name") ?? name, Text(channel, "header") ?? Text(channel, "purpose"),
                    Text(channel, "type") == "P" ? RoomVisibility.Private : RoomVisibility.Public) { IsArchived = Number(channel, "deleted_at") > 0 };
                break;
            case "user":
                var user = line.GetProperty("user");
                Know(Text(user, "username")!, Shown(user), Number(user, "delete_at") > 0);
                foreach (var membership in List(user, "teams").SelectMany(team => List(team, "channels").Select(one => (Team: Text(team, "name"), Channel: Text(one, "name"), IsOwner: Text(one, "roles")?.Contains("channel_admin", StringComparison.Ordinal) == true))))
                {
                    _rooms.GetValueOrDefault($"{membership.Team}/{membership.Channel}")?.Join(Text(user, "username")!, membership.IsOwner);
                }

                break;
            case "direct_channel":
                Conversation(Members(line.GetProperty("direct_channel"), "members"));
                break;
            case "post":
                var post = line.GetProperty("post");
                Say(_rooms.GetValueOrDefault($"{Text(post, "team")}/{Text(post, "channel")}"), post);
                break;
            case "direct_post":
                var direct = line.GetProperty("direct_post");
                Say(Conversation(Members(direct, "channel_members")), direct);
                break;
        }
    }

    private void Know(string name, string? shown, bool isDeactivated)
    {
        if (!_users.ContainsKey(name))
        {
            _users[name] = new ForeignUser(name, _names.User(name), shown, isDeactivated);
        }
    }

    private Draft Conversation(string[] people)
    {
        var key = $"direct/{string.Join(',', people)}";
        if (!_rooms.TryGetValue(key, out var room))
        {
            _rooms[key] = room = people.Length <= 2
                ? new Draft(key, $"direct:{people[0]}:{people[^1]}", "", null, RoomVisibility.Direct)
                : new Draft(key, $"group:{key}", "", null, RoomVisibility.Group);
            Array.ForEach(people, user => room.Join(user, isOwner: false));
        }

        return room;
    }

    private void Say(Draft? room, JsonElement post)
    {
        if (room is null)
        {
            return;
        }

        var root = Message(room, post, thread: null);
        foreach (var reply in List(post, "replies"))
        {
            Message(room, reply, root);
        }
    }

    private string? Message(Draft room, JsonElement post, string? thread)
    {
        var user = Text(post, "user");
        var text = string.Join('\n', new[] { Text(post, "message") ?? "" }.Concat(List(post, "attachments").Select(file => Text(file, "path")).OfType<string>().Select(path => $"📎 {Path.GetFileName(path)}")).Where(line => line.Length > 0));
        if (user is null || text.Length == 0 || Text(post, "type")?.StartsWith("system_", StringComparison.Ordinal) == true)
        {
            return thread;
        }

        Know(user, null, isDeactivated: true);
        var at = Number(post, "create_at");
        var key = $"mattermost-{at}-{room.Messages.Count}";
        var mentioned = Mention().Matches(text).Select(match => match.Groups[1].Value.TrimEnd('.', '-', '_')).ToList();
        room.Messages.Add(new ForeignMessage(key, user, DateTimeOffset.FromUnixTimeMilliseconds(at), text, thread)
        {
            Mentions = [.. mentioned.Where(_users.ContainsKey)],
            Everybody = mentioned.Exists(name => name is "channel" or "all") ? MentionScope.Room : mentioned.Contains("here") ? MentionScope.Here : MentionScope.None,
            Reactions = [.. List(post, "reactions").Select(reaction => (Text(reaction, "emoji_name") ?? "", Text(reaction, "user") ?? "")).Where(one => _users.ContainsKey(one.Item2))],
            IsPinned = post.TryGetProperty("is_pinned", out var pinned) && pinned.ValueKind == JsonValueKind.True,
        });
        return key;
    }

    private static string Key(JsonElement channel) => $"{Text(channel, "team")}/{Text(channel, "name")}";

    private static string[] Members(JsonElement element, string name) => [.. List(element, name).Select(member => member.GetString()!).Distinct().Order(StringComparer.Ordinal)];

    private static string? Shown(JsonElement user)
    {
        var name = Text(user, "nickname") ?? string.Join(' ', new[] { Text(user, "first_name"), Text(user, "last_name") }.OfType<string>());
        return UserNames.DisplayFault(name) is null ? name : null;
    }

    private static long Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static JsonElement.ArrayEnumerator List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    [GeneratedRegex("(?<![\\w@])@([A-Za-z0-9._-]+)")]
    private static partial Regex Mention();

    /// <summary>A room whose messages are still coming.</summary>
    private sealed record Draft(string Id, string Name, string Title, string? Topic, RoomVisibility Visibility)
    {
        private string? _owner;

        public bool IsArchived { get; init; }

        public List<string> People { get; } = [];

        public List<ForeignMessage> Messages { get; } = [];

        public void Join(string user, bool isOwner)
        {
            People.Add(user);
            _owner ??= isOwner ? user : null;
        }

        public ForeignRoom Done() => new(
            Id, Name, Title, Topic, Visibility, _owner ?? People[0], Messages.Count > 0 ? Messages.Min(message => message.At) : DateTimeOffset.UnixEpoch, People, Messages) { IsArchived = IsArchived };
    }
}
