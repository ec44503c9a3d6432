using System.CommandLine;
using System.Globalization;
using Parley.Sessions;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private Command Keys() => new("keys", "Look after the keys that sign access tokens.") { NewKey(), ListKeys(), RotateKeys() };

    private Command NewKey()
    {
        var algorithm = new Option<string?>("--algorithm") { Description = "ES256, RS256 or HS256. Default: Parley:Sessions:Algorithm." };
        var file = new Option<string?>("--out") { Description = "Write the key into this file, and its public part into FILE.pub, in the place of the installation: for Parley:Sessions:KeyFiles." };
        algorithm.AcceptOnlyFromAmong([.. TokenAlgorithms.All]);
        var command = new Command("new", "Make a key. Everybody learns of it; it signs when keys rotate says so.") { algorithm, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            var wanted = parsed.GetValue(algorithm);
            return parsed.GetValue(file) is { } path
                ? await WriteKeyAsync(parsed, path, wanted ?? TokenAlgorithms.Es256)
                : await Do(parsed, admin => admin.AddKey(new AddKeyRequest(wanted), cancellation), key => [$"Published the {key.Algorithm} key {key.Id}. It does not sign yet: keys rotate has it take over."], cancellation);
        });
        return command;
    }

    private Command ListKeys()
    {
        var command = new Command("list", "Say which keys there are, and until when they count.");
        command.SetAction((parsed, cancellation) => Do(parsed, admin => admin.ListKeys(cancellation), Print, cancellation));
        return command;

        static IEnumerable<string> Print(SigningKeyList list) => list.Keys.Select(key =>
            $"{key.Id}  {key.Algorithm}  {key.State,-9}  made {Time(key.CreatedAt)}" +
            (key.State == "published" ? $"  signs {(key.SignsFrom is { } from ? $"from {Time(from)}" : "after keys rotate")}" : "") +
            (key.VerifiesUntil is { } until ? $"  counts until {Time(until)}" : "") +
            (key.File is null ? "" : $"  {key.File}"));
    }

    private Command RotateKeys()
    {
        var atOnce = new Option<bool>("--at-once") { Description = "Now, and no other key counts any more: for a key that was stolen. Everybody has to refresh." };
        var command = new Command("rotate", "Have the newest key take over, when everybody has had time to learn of it; makes one if there is none.") { atOnce };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.RotateKeys(new RotateKeysRequest(parsed.GetValue(atOnce)), cancellation),
            key => [key.State == "signing" ? $"The {key.Algorithm} key {key.Id} signs now." : $"The {key.Algorithm} key {key.Id} signs from {Time(key.SignsFrom)}. The old one counts until its last token has run out."],
            cancellation));
        return command;
    }

    /// <summary>Needs no installation: only a place to write to.</summary>
    private async Task<int> WriteKeyAsync(ParseResult parsed, string path, string algorithm)
    {
        try
        {
            var written = KeyFileWriter.Write(path, algorithm);
            await _output.WriteLineAsync(parsed.GetValue(_json)
                ? System.Text.Json.JsonSerializer.Serialize(written, System.Text.Json.JsonSerializerOptions.Web)
                : written.PublicFile is null ? $"Wrote the {algorithm} secret {written.Id} to {path}." : $"Wrote the {algorithm} key {written.Id} to {path}, its public part to {written.PublicFile}.");
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await _errors.WriteLineAsync($"The key was not written: {e.Message}");
            return ExitCodes.Refused;
        }
    }

    private static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
