using System.Globalization;
using Parley.Access;
using Parley.Rooms;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Rooms;

/// <summary>What the caller may do next with a message: by the permissions that the room itself has decided, and by whose it is.</summary>
internal static class MessageLinks
{
    /// <param name="permissions">Of the caller in the room.</param>
    public static Dictionary<string, LinkJson> Of(string room, RoomMessage message, string caller, RoomPermission permissions)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/rooms/{room}");
        var self = string.Create(CultureInfo.InvariantCulture, $"{path}/messages/{message.Seq}");
        var links = new Dictionary<string, LinkJson> { ["self"] = new(self), ["room"] = new(path), ["author"] = new($"/api/v1/users/{message.Sender}") };
        Add("edits", message.Text is not null, "/edits");
        Add("thread", true, "/thread");
        Add("react", Has(RoomPermission.Write) && message.Text is not null, "/reactions/{emoji}", "PUT");
        Add("edit", Has(RoomPermission.Write) && message.Text is not null && message.Sender == caller, "", "PATCH");
        Add("delete", message.Text is not null && (message.Sender == caller ? Has(RoomPermission.Write) : Has(RoomPermission.DeleteOthers)), "", "DELETE");
        Add("pin", Has(RoomPermission.Pin) && message is { Text: not null, Pin: null }, "/pin", "PUT");
        Add("unpin", Has(RoomPermission.Pin) && message.Pin is not null, "/pin", "DELETE");
        return links;

        bool Has(RoomPermission permission) => permissions.HasFlag(permission);

        void Add(string rel, bool may, string below, string? method = null)
        {
            if (may)
            {
                links[rel] = new LinkJson(self + below, method);
            }
        }
    }
}
