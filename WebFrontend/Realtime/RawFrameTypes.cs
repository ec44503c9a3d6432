using System.Collections.Frozen;

namespace Parley.WebFrontend.Realtime;

/// <summary>Every type of frame that a signed-in raw client may send. Others are refused before they are looked at.</summary>
public static class RawFrameTypes
{
    public const string Ping = "ping";
    public const string Subscribe = "subscribe";
    public const string Unsubscribe = "unsubscribe";
    public const string Send = "send";
    public const string Edit = "edit";
    public const string Delete = "delete";
    public const string React = "react";
    public const string MarkRead = "markRead";
    public const string MarkUnread = "markUnread";
    public const string WatchMe = "watchMe";
    public const string Presence = "presence";
    public const string WatchPresence = "watchPresence";
    public const string Typing = "typing";

    public static FrozenSet<string> All { get; } = FrozenSet.Create(Ping, Subscribe, Unsubscribe, Send, Edit, Delete, React, MarkRead, MarkUnread, WatchMe, Presence, WatchPresence, Typing);
}
