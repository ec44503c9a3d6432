using System.Text.RegularExpressions;

namespace Parley.Grains.Bots;

/// <summary>What @parley says. Pure: the same words get the same answer.</summary>
public static partial class ParleyBotReplies
{
    public const string Welcome =
        "Welcome! This room is on your own server: every message in it has a number, and none is lost or doubled. " +
        "I am the bot of the house. Write `@parley help` and see.";

    private const string Help =
        "I answer when you mention me:\n" +
        "`@parley help` – this list\n" +
        "`@parley ping` – am I there?\n" +
        "`@parley number` – the number of your message in this room\n" +
        "`@parley roll` – a die\n" +
        "Anything else I repeat back to you.";

    /// <summary>True if the text speaks to the bot.</summary>
    public static bool IsMentioned(string text) => Mention().IsMatch(text);

    /// <summary>The answer to a text that mentions the bot.</summary>
    /// <param name="seq">Number of the message.</param>
    public static string Answer(string text, long seq)
    {
        var words = Mention().Replace(text, "").Trim();
        return words.ToLowerInvariant().TrimEnd('!', '?', '.') switch
        {
            "" or "hi" or "hello" or "hey" => "Hello! `@parley help` tells what I can do.",
            "help" => Help,
            "ping" => "pong",
            "number" => $"Your message is number {seq} of this room.",
            "roll" => $"{1 + (seq * 2654435761 % 6)} – the die falls by the number of your message, so nobody can cheat.",
            _ => $"You said: {(words.Length <= 200 ? words : string.Concat(words.AsSpan(0, 200), "…"))}",
        };
    }

    [GeneratedRegex(@"\s*(?<![\w@])@parley\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mention();
}
