using System.Text.RegularExpressions;

namespace Parley.Tests.Support;

/// <summary>Reads what people read in their mail.</summary>
internal static partial class Codes
{
    /// <summary>The digits of a message.</summary>
    public static string In(string text) => Digits().Match(text) is { Success: true } match ? match.Value : throw new InvalidOperationException("There is no code in the message.");

    /// <summary>The digits of the newest message to an address in the outbox of a server in Development.</summary>
    public static async Task<string> OutboxCode(this TestServer server, string address)
    {
        string? text = null;
        await Eventually.Is(
            async () => (text = (await server.Client().Get("outbox")).Json.EnumerateArray()
                .Where(message => message.GetProperty("to").GetString() == address).Select(message => message.GetProperty("text").GetString()).FirstOrDefault()) is not null,
            $"a message to {address} is in the outbox", TimeSpan.FromSeconds(60));
        return In(text!);
    }

    [GeneratedRegex(@"\b\d{6,8}\b")]
    private static partial Regex Digits();
}
