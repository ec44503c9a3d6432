using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Hooks;
using Parley.Rooms;
using Parley.SlashCommands;
using Parley.WebFrontend.Hooks;
using Parley.WebFrontend.Hooks.Formats;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.SlashCommands;

/// <summary>What a program says to a command.</summary>
/// <param name="Post">Null: nothing.</param>
internal sealed record SlashReply(bool IsInChannel, HookPost? Post);

/// <summary>Asks the programs of slash commands, and says what they answer: in the room by the bot of the command, or to who asked alone.</summary>
internal sealed partial class SlashRuns(IGrainFactory grains, HookPosts posts, IOptions<MessageOptions> options)
{
    private const string InChannel = "in_channel";

    public async Task<Outcome<SlashRunJson>> RunAsync(CurrentUser me, RoomView room, SlashTarget target, string text, string answerPlace)
    {
        var profile = await grains.User(me.Id).Find();
        var ran = await grains.SlashRuns(me.Id).Run(new RunSlashCommand(target, room.Id, room.Name, profile?.UserName ?? "", text, answerPlace));
        if (ran.IsError)
        {
            return ran.Error;
        }

        var answer = ran.Value;
        if (answer.Body.AsSpan().TrimStart(" \t\r\n"u8).IsEmpty)
        {
            return new SlashRunJson(answer.Run, "none", Text: null);
        }

        if (await ReadAsync(answer.ContentType, answer.Body, target.Command) is not { } reply)
        {
            return ErrorCatalog.Error(ErrorCatalog.CommandUnanswered, "The program of this command answers what cannot be read. Tell who looks after it.");
        }

        return reply.Post is not { } post ? new SlashRunJson(answer.Run, "none", Text: null)
            : reply.IsInChannel && await SaidAsync(target.Command, room.Id, post, $"{answer.Run}-0") ? new SlashRunJson(answer.Run, InChannel, Text: null)
            : new SlashRunJson(answer.Run, "ephemeral", Cut(post));
    }

    /// <summary>Takes what a program posts to the <c>response_url</c> of a run.</summary>
    /// <returns>Null: taken; else a code of <see cref="HookAnswers"/>.</returns>
    public async Task<string?> TakeAsync(string address, string? contentType, byte[] body)
    {
        // What cannot be read spends nothing.
        if (!HookAddressForm.TryParse(address, out var id, out var secret) || Form().Match(id) is not { Success: true } form)
        {
            return HookAnswers.ExpiredUrl;
        }

        using var json = HookBody.Parse(contentType, body);
        if (json is not { RootElement.ValueKind: JsonValueKind.Object })
        {
            return HookAnswers.InvalidPayload;
        }

        var asker = grains.SlashRuns(form.Groups[1].Value);
        if (await asker.Spend(form.Groups[2].Value, secret) is not { } run)
        {
            return HookAnswers.ExpiredUrl;
        }

        if (await ReadAsync(json.RootElement, run.Command) is not { Post: { } post } reply)
        {
            return HookAnswers.NoText;
        }

        if (!reply.IsInChannel || !await SaidAsync(run.Command, run.Room, post, $"{run.Id}-{run.Use}"))
        {
            await asker.Keep(run.Id, Cut(post));
        }

        return null;
    }

    /// <summary>False: its bot may not speak there; who asked sees it alone, then.</summary>
    private async Task<bool> SaidAsync(SlashCommand command, string room, HookPost post, string delivery) =>
        await posts.SayAsync(new Hook(command.Id, room, command.User, command.Name, command.CreatedBy, command.CreatedAt, LastUsedAt: null), post, delivery) is null;

    private async Task<SlashReply?> ReadAsync(string? contentType, byte[] body, SlashCommand command)
    {
        if (contentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true && !body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            using var plain = JsonSerializer.SerializeToDocument(new Dictionary<string, string> { ["text"] = System.Text.Encoding.UTF8.GetString(body) });
            return await ReadAsync(plain.RootElement, command);
        }

        using var json = HookBody.Parse("application/json", body);
        return json is { RootElement.ValueKind: JsonValueKind.Object } ? await ReadAsync(json.RootElement, command) : null;
    }

    /// <summary>In the form of Slack's messages; for who asked alone, unless it says otherwise.</summary>
    private async Task<SlashReply?> ReadAsync(JsonElement json, SlashCommand command)
    {
        var names = await posts.NamesAsync(IncomingApi.UserIds().Matches(json.GetRawText()).Select(match => match.Groups[1].Value));
        var reading = SlackFormat.Read(json, command.Name, names);
        return reading.Refusal is null or HookAnswers.NoText
            ? new SlashReply(json.TryGetProperty("response_type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(InChannel), reading.Post)
            : null;
    }

    private string Cut(HookPost post) => MarkdownText.Cut(post.Text, options.Value.MaxTextLength);

    /// <summary>Who asked, and the run.</summary>
    [GeneratedRegex(@"^(u[0-9a-z]{26})\.([0-9a-f]{32})$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
