namespace Parley.Rooms;

/// <summary>Something a user wants of a room. A command with a client id may be repeated at will: the first answer stands.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command")]
public abstract record RoomCommand
{
    /// <summary>User id of who asks.</summary>
    [Id(0)] public required string Sender { get; init; }

    /// <summary>1–64 characters of [A-Za-z0-9_-], or null where repeating is harmless by state.</summary>
    [Id(1)] public string? ClientId { get; init; }

    /// <summary>Without content: Orleans writes arguments of failed calls into its logs.</summary>
    public sealed override string ToString() => $"{GetType().Name}({Sender}, {ClientId})";
}

[GenerateSerializer, Immutable, Alias("parley.room.command.create")]
public sealed record CreateRoom : RoomCommand
{
    [Id(0)] public required string Name { get; init; }
    [Id(1)] public required string Title { get; init; }
    [Id(2)] public required RoomVisibility Visibility { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.join")]
public sealed record JoinRoom : RoomCommand;

[GenerateSerializer, Immutable, Alias("parley.room.command.leave")]
public sealed record LeaveRoom : RoomCommand;

[GenerateSerializer, Immutable, Alias("parley.room.command.send")]
public sealed record SendMessage : RoomCommand
{
    [Id(0)] public required string Text { get; init; }
    [Id(1)] public long? ReplyTo { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.edit")]
public sealed record EditMessage : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    [Id(1)] public required string Text { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.delete")]
public sealed record DeleteMessage : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
}
