using System.Globalization;
using Parley.Access;
using Parley.Grains.Bots;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Webhooks;

/// <summary>Tells the owner of a webhook that it was switched off: @parley writes it to them. Twice the same is one message.</summary>
internal sealed class WebhookNotices(IGrainFactory grains, ParleyBot bot, IJobs jobs)
{
    /// <summary>On disk when it has answered. Nothing where there is no such bot, or the owner may have no conversation with it.</summary>
    /// <param name="fault">What came of the last attempt.</param>
    public async Task SwitchedOffAsync(string webhook, WebhookKept kept, long seq, string fault)
    {
        if (bot.UserId is not { } sender || await grains.User(kept.Owner).Find() is not { } owner)
        {
            return;
        }

        var actor = new Actor(owner.Id, owner.Role);
        var talk = await grains.GetGrain<IRoomDirectoryGrain>(0).Direct(actor, sender);
        var room = await grains.Room(kept.Room!).Describe(actor);
        if (talk.IsError)
        {
            return;
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Your webhook to {new Uri(kept.Url).Host} in **{room.Value?.Title ?? kept.Room}** was switched off: event {seq} could not be delivered ({fault}). Mend what is there and switch it on again: it goes on with that event.");
        var enqueued = await jobs.EnqueueAsync(new PostMessage(talk.Value.Id, sender, text).ToJob($"off-{webhook}-{seq}-{kept.FailingSince?.ToUnixTimeMilliseconds() ?? 0}"));
        if (enqueued.IsError)
        {
            throw new InvalidOperationException($"The notice could not be enqueued: {enqueued.Error.Code}.");
        }
    }
}
