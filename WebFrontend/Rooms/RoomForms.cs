using Parley.Retention;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Rooms;

/// <summary>The forms of rooms and messages.</summary>
internal static class RoomForms
{
    public static readonly string[] List = ["id", "name", "title", "visibility", "archived", "member", "role", "n", "readN", "mentions", "_links"];

    /// <summary>Body of PATCH /rooms/{room}.</summary>
    public static readonly FormField[] Edit =
    [
        new("name", "string", "Name in addresses") { MaxLength = RoomRequests.MaxNameLength, Required = true },
        new("title", "string", "Title") { MaxLength = RoomRequests.MaxTitleLength, Required = true },
        new("topic", "text", "Topic") { MaxLength = RoomRequests.MaxTopicLength },
        new("visibility", "choice", "Who may find and join it") { Required = true, Choices = [new("public", "Everybody may join"), new("private", "Only who is brought in")] },
        new("slowMode", "number", "Seconds between two messages of one member") { Min = 0, Max = RoomRequests.MaxSlowMode },
        new("history", "choice", "What newcomers see of its past") { Required = true, Choices = [new("open", "All of it"), new("protected", "What has happened since they joined")] },
        new("leavers", "choice", "What is left to who leaves") { Required = true, Choices = [new("none", "Nothing"), new("read", "What was there when they left")] },
        new("retention", "number", "Days that messages are kept; 0: for ever; nothing: as the server says") { Min = 0, Max = RetentionRule.MaxDays },
    ];

    /// <summary>Body of PATCH /rooms/{room}/messages/{seq}.</summary>
    public static readonly FormField[] EditMessage = [new("text", "text", "Text") { Required = true }];

    public static readonly string[] ListMessage = ["room", "seq", "sender", "at", "text", "deleted"];
}
