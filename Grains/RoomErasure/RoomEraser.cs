using Orleans;
using Parley.Errors;
using Parley.Grains.Files;
using Parley.Grains.Hooks;
using Parley.Grains.Search;
using Parley.Rooms;
using Parley.Webhooks;

namespace Parley.Grains.RoomErasure;

/// <summary>
/// Goes through everything that is kept of a deleted room and has it erased by whoever keeps it, each step harmless when it comes twice. What is done is known by what is left.
/// </summary>
internal sealed class RoomEraser(RoomRows rows, HookStore hooks, UploadStore uploads, SearchIndex index, IGrainFactory grains)
{
    /// <param name="by">User id of who has deleted it: members see who it was.</param>
    /// <param name="report">Is told how far it is.</param>
    /// <returns>How much there was; 0: nothing is left.</returns>
    public async Task<long> EraseAsync(string room, string by, Action<long, long> report, CancellationToken cancellation)
    {
        // 1. Everybody goes, so that all who look and all devices hear of it.
        var found = 0L;
        while (await rows.MembersAsync(room) is { IsEmpty: false } members)
        {
            cancellation.ThrowIfCancellationRequested();
            var done = await grains.Room(room).Do(new EmptyRoom { Sender = by, Users = members });
            if (done.Error is { } refusal && refusal.Code != ErrorCatalog.RoomNotFound)
            {
                throw new InvalidOperationException($"Room {room} refused to let its members go: {refusal.Code}.");
            }

            if (done.Value?.Event is null)
            {
                break; // there is no line any more that could tell
            }

            found += members.Length;
        }

        // 2. Programs.
        var webhooks = grains.GetGrain<IWebhookIndexGrain>(0);
        foreach (var webhook in await webhooks.OfRoom(room))
        {
            await grains.GetGrain<IWebhookGrain>(webhook).Delete();
            await webhooks.Remove(webhook);
            found++;
        }

        foreach (var command in await grains.SlashCommands(room).List())
        {
            await grains.SlashCommands(room).Remove(command.Name);
            found++;
        }

        found += await hooks.DeleteOfAsync(room);
        await grains.RoomMutes(room).Erase();

        // 3. Nobody writes in it any more, be it a silo that was frozen all the while.
        found += await rows.EndLineAsync(room);

        // 4. What is people's own.
        while (await rows.PeopleAsync(room) is { IsEmpty: false } people)
        {
            foreach (var user in people)
            {
                cancellation.ThrowIfCancellationRequested();
                await grains.User(user).ForgetRoom(room);
            }

            found += await rows.ForgetPeopleAsync(room, people);
        }

        // 5. What was said, its files, and what follows from it. Files are found here until their bytes are gone.
        found += await rows.EraseLogAsync(room, report, cancellation);
        found += await uploads.EraseOfRoomAsync(room);
        found += await index.ForgetAsync(room);
        return found + await rows.EraseStatesAsync(room);
    }
}
