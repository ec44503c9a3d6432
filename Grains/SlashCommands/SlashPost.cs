using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Parley.Grains.Webhooks;
using Parley.SlashCommands;

namespace Parley.Grains.SlashCommands;

/// <summary>What is posted to the program of a command: the form that Slack posts, signed as Slack and as Standard Webhooks sign. Pure.</summary>
public static class SlashPost
{
    public const string ContentType = "application/x-www-form-urlencoded";

    /// <param name="user">User id of who asks.</param>
    /// <param name="responseUrl">Where the program may answer later.</param>
    public static byte[] Body(RunSlashCommand command, string run, string user, string responseUrl, string secret)
    {
        (string Name, string Value)[] fields =
        [
            ("token", Token(secret)), ("team_id", "parley"), ("team_domain", new Uri(command.AnswerPlace).Host), ("channel_id", command.Room), ("channel_name", command.RoomName),
            ("user_id", user), ("user_name", command.UserName), ("command", "/" + command.Target.Command.Name), ("text", command.Text), ("response_url", responseUrl), ("trigger_id", run),
        ];
        return Encoding.UTF8.GetBytes(string.Join('&', fields.Select(field => $"{field.Name}={WebUtility.UrlEncode(field.Value)}")));
    }

    /// <param name="run">The value of <c>webhook-id</c>.</param>
    public static Dictionary<string, string> Headers(string run, DateTimeOffset at, byte[] body, string secret)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] content = [.. Encoding.UTF8.GetBytes($"v0:{seconds}:"), .. body];
        return new Dictionary<string, string>
        {
            ["webhook-id"] = run,
            ["webhook-timestamp"] = seconds,
            ["webhook-signature"] = WebhookSecret.Sign(run, at, body, secret),
            ["X-Slack-Request-Timestamp"] = seconds,
            ["X-Slack-Signature"] = "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content)),
        };
    }

    /// <summary>What old programs compare instead of checking a signature: the same for as long as the secret is.</summary>
    public static string Token(string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "token"u8))[..24];
}
