using CsCheck;
using Parley.Access;
using Parley.Previews;
using Parley.Rooms;

namespace Parley.Tests.Support;

/// <summary>Random commands of a few users who reuse a few client ids and aim at a few messages, so that everything collides.</summary>
internal static class RoomGen
{
    public static readonly string[] Users = ["ann", "bob", "cat"];

    private static readonly Gen<string> User = Gen.Int[0, Users.Length - 1].Select(i => Users[i]);
    private static readonly Gen<string?> ClientId = Gen.Int[0, 12].Select(i => i == 0 ? null : $"c{i}");
    private static readonly Gen<long> Target = Gen.Long[1, 20];
    private static readonly Gen<string> Text = Gen.Int[0, 2].Select(i => new[] { "hi", "你好", "" }[i]);

    private static readonly Gen<RoomRole> Role = Gen.Int[0, 3].Select(i => (RoomRole)i);
    private static readonly Gen<ServerRole> Server = Gen.Int[0, 9].Select(i => i switch { 0 => ServerRole.Admin, 1 => ServerRole.Guest, _ => ServerRole.Member });
    private static readonly Gen<string> InviteId = Gen.Int[1, 3].Select(i => $"i{i}");

    /// <summary>What the secret of every invite is here.</summary>
    public const string SecretHash = "hash";

    public static readonly string[] Emojis = ["👍", "🎉", "❤️"];

    private static readonly Gen<RoomCommand> Reaction = Gen.Select(User, ClientId, Gen.Long[3, 9], Gen.Int[0, 5], (u, c, g, i) =>
        (RoomCommand)new React { Sender = u, ClientId = c, Target = g, Emoji = Emojis[i % 3], On = i < 4 });

    private static readonly Gen<Mentions?> Mentioned = Gen.Int[0, 5].Select(i => i switch
    {
        0 => new Mentions(["bob"], MentionScope.None),
        1 => new Mentions(["ann", "cat", "dan"], MentionScope.None),
        2 => new Mentions(["bob"], MentionScope.Room),
        3 => new Mentions([], MentionScope.Here),
        _ => null,
    });

    /// <summary>Often of a text that is not the message's any more, often of the message as it was posted.</summary>
    private static readonly Gen<RoomCommand> Preview = Gen.Select(User, Gen.Long[3, 9], Gen.Long[3, 20], Gen.Int[0, 3], (user, target, text, i) =>
        i == 0 ? (RoomCommand)new RemovePreview { Sender = user, Target = target, Url = text % 2 == 0 ? null : "https://a.example/" }
        : new AttachPreviews
        {
            Sender = user, Target = target, Text = i == 1 ? text : target,
            Previews = [new LinkPreview("https://a.example/") { Title = "A" }, new LinkPreview("https://b.example/") { Description = "b", Site = "B" }],
        });

    private static readonly Gen<RoomCommand> Talk = Gen.Frequency(
        (1, Gen.Select(User, ClientId, (u, c) => (RoomCommand)new CreateRoom { Sender = u, ClientId = c, Name = "den", Title = "Den", Visibility = RoomVisibility.Public })),
        (3, Gen.Select(User, ClientId, (u, c) => (RoomCommand)new JoinRoom { Sender = u, ClientId = c })),
        (1, Gen.Select(User, ClientId, (u, c) => (RoomCommand)new LeaveRoom { Sender = u, ClientId = c })),
        (8, Gen.Select(User, ClientId, Text, Mentioned, (u, c, t, m) => (RoomCommand)new SendMessage { Sender = u, ClientId = c, Text = t, Mentions = m })),
        (4, Gen.Select(User, ClientId, Gen.Long[3, 9], Mentioned, (u, c, g, m) => (RoomCommand)new SendMessage { Sender = u, ClientId = c, Text = "in", Thread = g, Mentions = m })),
        (3, Gen.Select(User, Gen.Long[3, 9], Gen.Int[0, 2], (u, g, i) => (RoomCommand)new PinMessage { Sender = u, Target = g, On = i < 2 })),
        (2, Gen.Select(User, ClientId, Target, (u, c, r) => (RoomCommand)new SendMessage { Sender = u, ClientId = c, Text = "re", ReplyTo = r })),
        (3, Gen.Select(User, ClientId, Gen.Int[0, 3], (u, c, i) => (RoomCommand)new SendMessage
        {
            Sender = u, ClientId = c, Text = "which?", Poll = new Poll(["tea", "茶"], IsMultiple: i > 1, IsAnonymous: i % 2 == 1), Forward = i == 0 ? new ForwardedFrom("other", 7, "dan", default) : null,
        })),
        (6, Gen.Select(User, ClientId, Gen.Long[3, 9], Gen.Int[0, 4], (u, c, g, i) => (RoomCommand)new Vote { Sender = u, ClientId = c, Target = g, Choices = i switch { 0 => [], 1 => [0, 1], 2 => [2], 3 => [0], _ => [1] } })),
        (1, Gen.Select(User, Gen.Long[3, 9], (u, g) => (RoomCommand)new ClosePoll { Sender = u, Target = g })),
        (3, Gen.Select(User, ClientId, Target, Text, Mentioned, (u, c, g, t, m) => (RoomCommand)new EditMessage { Sender = u, ClientId = c, Target = g, Text = t, Mentions = m })),
        (2, Gen.Select(User, ClientId, Target, (u, c, g) => (RoomCommand)new DeleteMessage { Sender = u, ClientId = c, Target = g })),
        (6, Preview),
        (6, Reaction));

    private static readonly Gen<RoomCommand> Rule = Gen.Frequency(
        (2, Gen.Select(User, User, Role, (u, o, r) => (RoomCommand)new AddMember { Sender = u, User = o, Role = r })),
        (1, Gen.Select(User, User, (u, o) => (RoomCommand)new KickMember { Sender = u, User = o })),
        (1, Gen.Select(User, User, (u, o) => (RoomCommand)new BanMember { Sender = u, User = o })),
        (1, Gen.Select(User, User, (u, o) => (RoomCommand)new UnbanMember { Sender = u, User = o })),
        (3, Gen.Select(User, ClientId, Gen.Long[3, 9], (u, c, g) => (RoomCommand)new DeleteMessages { Sender = u, ClientId = c, Targets = [g, g + 1, g + 5, g, g + 9] })),
        (3, Gen.Select(User, Gen.Long[5, 30], (u, b) => (RoomCommand)new RestoreMessages { Sender = u, Batch = b })),
        (1, Gen.Select(User, User, Gen.Long[3, 9], Gen.Int[0, 3], (u, o, g, i) => (RoomCommand)new EraseMember
        {
            Sender = u, Messages = [g, g + 1, g + 4, g], Reactions = [new(g + 2, Emojis[0]), new(g + 3, Emojis[1]), new(g + 2, Emojis[0])], Leaves = i == 0, Heir = o, Votes = [g + 1, g + 2, g + 1],
        })),
        (3, Gen.Select(User, User, Role, (u, o, r) => (RoomCommand)new ChangeRole { Sender = u, User = o, Role = r })),
        (1, Gen.Select(User, Gen.Int[0, 2], (u, v) => (RoomCommand)new ChangeSettings
        {
            Sender = u, Topic = $"t{v}", Name = v == 0 ? null : $"den{v}", Visibility = v == 2 ? null : (RoomVisibility)v, SlowMode = v == 1 ? 10 : 0, History = v == 2 ? RoomHistory.Protected : RoomHistory.Open, Leavers = v == 0 ? RoomLeavers.None : RoomLeavers.Read,
        })),
        (1, User.Select(u => (RoomCommand)new ArchiveRoom { Sender = u })),
        (2, User.Select(u => (RoomCommand)new UnarchiveRoom { Sender = u })),
        (1, Gen.Select(InviteId, Role, (i, r) => (RoomCommand)new CreateInvite
        {
            Sender = Users[i[1] - '1'], ClientId = i, Invite = i, SecretHash = SecretHash, Role = r, MaxUses = 1, Lifetime = TimeSpan.FromHours(1),
        })),
        (2, Gen.Select(User, InviteId, (u, i) => (RoomCommand)new JoinRoom { Sender = u, Invite = i, SecretHash = SecretHash })),
        (1, Gen.Select(User, InviteId, (u, i) => (RoomCommand)new RevokeInvite { Sender = u, Invite = i })));

    public static readonly Gen<RoomCommand> Command = Gen.Select(Gen.Frequency((3, Talk), (2, Rule)), Server, (command, server) => command with { SenderRole = server });

    /// <summary>Starts with a room, so that most of what follows does something.</summary>
    public static readonly Gen<RoomCommand[]> Commands = Command.Array[0, 60].Select(commands =>
        (RoomCommand[])[new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }, .. commands]);
}
