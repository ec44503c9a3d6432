using System.Text.Json;
using Parley.Rooms;

namespace Parley.Wire;

/// <summary>Polls as docs/protocol.md shows them.</summary>
public static class PollWriter
{
    /// <summary>As it was asked.</summary>
    public static void Write(Utf8JsonWriter json, Poll? poll)
    {
        if (poll is null)
        {
            return;
        }

        json.WriteStartObject("poll");
        json.WriteStartArray("options");
        foreach (var option in poll.Options)
        {
            json.WriteStringValue(option);
        }

        json.WriteEndArray();
        WriteKind(json, poll);
        json.WriteEndObject();
    }

    /// <summary>As it stands.</summary>
    public static void Write(Utf8JsonWriter json, PollStanding? standing)
    {
        if (standing is null)
        {
            return;
        }

        json.WriteStartObject("poll");
        json.WriteStartArray("options");
        for (var at = 0; at < standing.Poll.Options.Length; at++)
        {
            WriteOption(json, standing.Poll, standing.Poll.Options[at], standing.Options[at]);
        }

        json.WriteEndArray();
        WriteKind(json, standing.Poll);
        json.WriteNumber("voters", standing.Voters);
        if (standing.Closed is { } closed)
        {
            json.WriteStartObject("closed");
            json.WriteNumber("seq", closed.Seq);
            json.WriteString("by", closed.By);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A vote; of an anonymous poll without whose it is, which stands in no field of the event.</summary>
    public static void WriteVote(Utf8JsonWriter json, PollVoted voted)
    {
        json.WriteNumber("target", voted.Target);
        WriteChoices(json, "choices", voted.Choices);
        if (!voted.Was.IsEmpty)
        {
            WriteChoices(json, "was", voted.Was);
        }
    }

    public static void WriteChoices(Utf8JsonWriter json, string name, IEnumerable<int> choices)
    {
        json.WriteStartArray(name);
        foreach (var choice in choices)
        {
            json.WriteNumberValue(choice);
        }

        json.WriteEndArray();
    }

    private static void WriteKind(Utf8JsonWriter json, Poll poll)
    {
        json.WriteBoolean("multiple", poll.IsMultiple);
        json.WriteBoolean("anonymous", poll.IsAnonymous);
    }

    private static void WriteOption(Utf8JsonWriter json, Poll poll, string text, PollOption option)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteNumber("count", option.Count);
        if (!poll.IsAnonymous)
        {
            json.WriteStartArray("users");
            foreach (var user in option.Users)
            {
                json.WriteStringValue(user);
            }

            json.WriteEndArray();
            json.WriteBoolean("mine", option.Mine);
        }

        json.WriteEndObject();
    }
}
