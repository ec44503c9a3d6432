using Parley.Search;

namespace Parley.Grains.Search;

/// <summary>A message as it stands in the index. Pure.</summary>
internal sealed record SearchDocument(long Seq, string Sender, long AtMs, SearchParts Has, string Tokens)
{
    public static SearchDocument Of(MessageText message) => new(
        message.Seq, message.Sender, message.At.ToUnixTimeMilliseconds(), PartsOf(message), SearchTokens.Join(SearchTokens.Of(message.Text)));

    /// <summary>What a message has besides words.</summary>
    public static SearchParts PartsOf(MessageText message)
    {
        var parts = PartsOf(message.Text);
        foreach (var file in message.Files ?? [])
        {
            parts |= SearchParts.File | (file.Type.StartsWith("image/", StringComparison.Ordinal) ? SearchParts.Image : SearchParts.None);
        }

        return parts;
    }

    /// <summary>What a text has besides words.</summary>
    public static SearchParts PartsOf(string text) => HasLink(text, "http://") || HasLink(text, "https://") ? SearchParts.Link : SearchParts.None;

    private static bool HasLink(string text, string scheme)
    {
        for (var at = text.IndexOf(scheme, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(scheme, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var host = at + scheme.Length;
            if (host < text.Length && (char.IsLetterOrDigit(text[host]) || text[host] == '['))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How far a room is indexed.</summary>
/// <param name="Seq">0: not at all.</param>
internal sealed record SearchPosition(long Seq, string Epoch);

/// <summary>What is to be done about one room, in one transaction with others.</summary>
/// <param name="From">Where the room must be for it; null: it was never there.</param>
/// <param name="To">Where it is afterwards.</param>
/// <param name="Documents">Written anew.</param>
/// <param name="Gone">Numbers of messages that leave the index.</param>
/// <param name="StartsAnew">All that the index has of the room leaves it first.</param>
internal sealed record SearchChange(
    string Room, SearchPosition? From, SearchPosition To, IReadOnlyCollection<SearchDocument> Documents, IReadOnlyCollection<long> Gone, bool StartsAnew = false);
