using CsCheck;
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

    public static readonly Gen<RoomCommand> Command = Gen.Frequency(
        (1, Gen.Select(User, ClientId, (u, c) => (RoomCommand)new CreateRoom { Sender = u, ClientId = c, Name = "den", Title = "Den", Visibility = RoomVisibility.Public })),
        (3, Gen.Select(User, ClientId, (u, c) => (RoomCommand)new JoinRoom { Sender = u, ClientId = c })),
        (1, Gen.Select(User, ClientId, (u, c) => (RoomCommand)new LeaveRoom { Sender = u, ClientId = c })),
        (8, Gen.Select(User, ClientId, Text, (u, c, t) => (RoomCommand)new SendMessage { Sender = u, ClientId = c, Text = t })),
        (2, Gen.Select(User, ClientId, Target, (u, c, r) => (RoomCommand)new SendMessage { Sender = u, ClientId = c, Text = "re", ReplyTo = r })),
        (3, Gen.Select(User, ClientId, Target, Text, (u, c, g, t) => (RoomCommand)new EditMessage { Sender = u, ClientId = c, Target = g, Text = t })),
        (2, Gen.Select(User, ClientId, Target, (u, c, g) => (RoomCommand)new DeleteMessage { Sender = u, ClientId = c, Target = g })));

    /// <summary>Starts with a room, so that most of what follows does something.</summary>
    public static readonly Gen<RoomCommand[]> Commands = Command.Array[0, 60].Select(commands =>
        (RoomCommand[])[new CreateRoom { Sender = "ann", Name = "den", Title = "Den", Visibility = RoomVisibility.Public }, .. commands]);
}
