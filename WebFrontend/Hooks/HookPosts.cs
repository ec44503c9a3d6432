using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Hooks;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Hooks.Formats;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Hooks;

/// <summary>
/// Says in the room what a webhook was given. What comes too fast, or while the room or its silo is busy, goes into the queue under the same client id: it is said later, once.
/// What waits there may be overtaken by what comes after it.
/// </summary>
internal sealed class HookPosts(IGrainFactory grains, IJobs jobs, IThrottle throttle, MentionNames mentions, IOptions<MessageOptions> options, TimeProvider clock)
{
    private const int MaxIds = 20;

    /// <param name="delivery">What the sender calls this one: the second with the same is the first again. Null: it does not say.</param>
    /// <returns>Null: it is said, or will be.</returns>
    public async Task<Error?> SayAsync(Hook hook, HookPost post, string? delivery)
    {
        var send = new SendMessage
        {
            Sender = hook.User, SenderRole = ServerRole.Bot, ClientId = ClientIdOf(hook, delivery), Text = MarkdownText.Cut(post.Text, options.Value.MaxTextLength), Thread = post.Thread,
            Mentions = post.LinksNames ? await mentions.FindAsync(post.Text) : post.Mentions.Count > 0 ? await mentions.FindAsync(string.Join(' ', post.Mentions)) : null,
        };
        if (await throttle.AcquireAsync(ThrottleScopes.Hook, hook.Id) is { } wait)
        {
            return await EnqueueAsync(hook, send, wait);
        }

        try
        {
            var outcome = await grains.Room(hook.Room).Do(send);
            return outcome.Error switch
            {
                // Held: it waits for a moderator. A conflict: the same delivery, read by another version of ours.
                null or { Code: ErrorCatalog.MessageHeld or ErrorCatalog.ClientIdConflict } => null,
                { OutcomeUnknown: true } => await EnqueueAsync(hook, send, TimeSpan.Zero),
                { RetryAfterMs: { } retryAfter } => await EnqueueAsync(hook, send, TimeSpan.FromMilliseconds(retryAfter)),
                var refusal => refusal,
            };
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            return await EnqueueAsync(hook, send, TimeSpan.Zero);
        }
    }

    /// <summary>Names of those whom the body calls by their id, by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> ids)
    {
        var found = await Task.WhenAll(ids.Distinct().Take(MaxIds).Select(id => grains.User(id).Find()));
        return found.OfType<UserProfile>().ToDictionary(user => user.Id, user => user.UserName);
    }

    private async Task<Error?> EnqueueAsync(Hook hook, SendMessage send, TimeSpan wait)
    {
        if (await throttle.AcquireAsync(ThrottleScopes.HookQueue, hook.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        var post = new PostMessage(hook.Room, send.Sender, send.Text, Thread: send.Thread, Mentions: send.Mentions);
        return (await jobs.EnqueueAsync(post.ToJob(send.ClientId) with { At = clock.GetUtcNow() + wait })).Error;
    }

    private static string ClientIdOf(Hook hook, string? delivery) => string.IsNullOrEmpty(delivery)
        ? Guid.CreateVersion7().ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{hook.Id}/{delivery}")))[..48];
}
