using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>
/// What <c>mmctl export create</c> or <c>mattermost export bulk</c> writes: one JSON object a line, <c>version</c> first. Rooms of several teams become rooms beside each other. Source: "Bulk
/// loading data" in Mattermost's documentation.
/// </summary>
internal sealed partial class MattermostExport
{
    private const int KnownVersion = 1;

    private readonly ForeignNames _names = new();
    private readonly Dictionary<string, ForeignUser> _users = [];
    private readonly Dictionary<string, Draft> _rooms = [];

    /// <exception cref="TransferException">It is no such export.</exception>
    public static ForeignExport Read(IEnumerable<string> lines)
    {
        var (export, number, begun) = (new MattermostExport(), 0, false);
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            string? type = null;
            try
            {
                using var document = JsonDocument.Parse(line);
                type = document.RootElement.Text("type");
                begun = begun || IsBegin(type, document.RootElement);
                export.Take(type, document.RootElement);
            }
            catch (Exception e) when (e is not TransferException) // nothing else is read here: whatever it stumbles over is what the line says, or does not say
            {
                throw new TransferException($"Line {number} of the export{(type is null ? "" : $", of type {type},")} cannot be read. Nothing was written. Export anew, or mend the line.", e);
            }
        }

        if (!begun)
        {
            throw NoExport();
        }

        return new ForeignExport([.. export._users.Values], export._rooms.Values.Where(room => room.People.Count > 0).Select(room => room.Done()));
    }

    private static bool IsBegin(string? type, JsonElement line) =>
        type != "version" ? throw NoExport()
        : line.Number("version") is not KnownVersion and var other ? throw new TransferException($"The export is of version {other}; version {KnownVersion} is known here. Look for a newer Parley.")
        : true;

    private static TransferException NoExport() => new("The first line does not say which version it is: it is not what Mattermost exports in bulk.");

    private void Take(string? type, JsonElement line)
    {
        switch (type)
        {
            case "channel":
                var channel = line.GetProperty("channel");
                var name = channel.Text("name")!;
                _rooms[Key(channel)] = new Draft(
                    Key(channel), _names.Room(name), channel.Text("display_name") ?? name, channel.Text("header") ?? channel.Text("purpose"),
                    channel.Text("type") == "P" ? RoomVisibility.Private : RoomVisibility.Public) { IsArchived = channel.Number("deleted_at") > 0 };
                break;
            case "user":
                var user = line.GetProperty("user");
                Know(user.Text("username")!, Shown(user), user.Number("delete_at") > 0);
                foreach (var membership in user.List("teams").SelectMany(team => team.List("channels").Select(one => (Team: team.Text("name"), Channel: one.Text("name"), IsOwner: one.Text("roles")?.Contains("channel_admin", StringComparison.Ordinal) == true))))
                {
                    _rooms.GetValueOrDefault($"{membership.Team}/{membership.Channel}")?.Join(user.Text("username")!, membership.IsOwner);
                }

                break;
            case "direct_channel":
                Conversation(Members(line.GetProperty("direct_channel"), "members"));
                break;
            case "post":
                var post = line.GetProperty("post");
                Say(_rooms.GetValueOrDefault($"{post.Text("team")}/{post.Text("channel")}"), post);
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
                ? new Draft(key, RoomNames.OfPair(people[0], people[^1]), "", null, RoomVisibility.Direct)
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
        foreach (var reply in post.List("replies"))
        {
            Message(room, reply, root);
        }
    }

    private string? Message(Draft room, JsonElement post, string? thread)
    {
        var user = post.Text("user");
        var (text, files) = (post.Text("message") ?? "", post.List("attachments").Select(file => file.Text("path")).OfType<string>().ToList());
        if (user is null || (text.Length == 0 && files.Count == 0) || post.Text("type")?.StartsWith("system_", StringComparison.Ordinal) == true)
        {
            return thread;
        }

        Know(user, null, isDeactivated: true);
        var at = post.Number("create_at");
        var key = $"mattermost-{at}-{room.Messages.Count}";
        var mentioned = Mention().Matches(text).Select(match => match.Groups[1].Value.TrimEnd('.', '-', '_')).ToList();
        room.Messages.Add(new ForeignMessage(key, user, DateTimeOffset.FromUnixTimeMilliseconds(at), text, thread)
        {
            Mentions = [.. mentioned.Where(_users.ContainsKey)],
            Everybody = mentioned.Exists(name => name is "channel" or "all") ? MentionScope.Room : mentioned.Contains("here") ? MentionScope.Here : MentionScope.None,
            Reactions = [.. post.List("reactions").Select(reaction => (reaction.Text("emoji_name") ?? "", reaction.Text("user") ?? "")).Where(one => _users.ContainsKey(one.Item2))],
            IsPinned = post.Is("is_pinned"), Files = files,
        });
        return key;
    }

    private static string Key(JsonElement channel) => $"{channel.Text("team")}/{channel.Text("name")}";

    private static string[] Members(JsonElement element, string name) => [.. element.Texts(name).Distinct().Order(StringComparer.Ordinal)];

    private static string? Shown(JsonElement user)
    {
        var name = user.Text("nickname") ?? string.Join(' ', new[] { user.Text("first_name"), user.Text("last_name") }.OfType<string>());
        return UserNames.DisplayFault(name) is null ? name : null;
    }

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
