using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Hosting;
using Parley.Access;
using Parley.Errors;
using Parley.Files;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Files;

[GrainType("uploads"), StatelessWorker, Reentrant]
internal sealed class UploadsGrain(UploadStore store, MessageFileReader files, FileRegister register, IGrainFactory grains) : Grain, IUploadsGrain
{
    public Task<Outcome<Upload>> Begin(NewUpload command) => store.BeginAsync(command);

    public Task<Upload?> Find(string id, string user) => store.FindAsync(id, user);

    public Task<bool> Advance(string id, long from, long to) => store.AdvanceAsync(id, from, to);

    public Task Finish(string id, string type, int? width, int? height) => store.FinishAsync(id, type, width, height);

    public Task Thumbnail(string id) => store.ThumbnailAsync(id);

    public Task<Outcome<ImmutableArray<MessageFile>>> Claim(ClaimUploads command) => store.ClaimAsync(command);

    public async Task<Outcome<MessageFile>> Locate(string room, string file, Actor reader)
    {
        if (await files.FindAsync(room, file, reader) is { } found)
        {
            return found;
        }

        // Why not is for the room to say; it may know of a membership that has just begun.
        var position = await grains.Room(room).Position(reader, 0);
        return position.IsError ? position.Error : ErrorCatalog.Error(ErrorCatalog.FileNotFound);
    }

    public Task Cancel(string id, string user) => store.CancelAsync(id, user);

    public Task Release(string user, string room, string clientId) => store.ReleaseAsync(user, room, clientId);

    public Task EraseOf(string user) => store.EraseOfAsync(user);

    public Task<ImmutableArray<string>> ToErase(TimeSpan unusedFor) => store.ToEraseAsync(unusedFor);

    public Task Erased(ImmutableArray<string> ids) => store.ErasedAsync(ids);

    public async Task<ImmutableArray<UnknownFile>> Unknown(ImmutableArray<string> ids, TimeSpan grace) => [.. await register.UnknownSinceAsync(ids, grace)];

    public Task UnknownErased(ImmutableArray<string> ids) => register.ForgetAsync(ids);
}

internal static class FilesRegistration
{
    public static ISiloBuilder AddFiles(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<UploadStore>();
        silo.Services.AddSingleton<MessageFileReader>();
        silo.Services.AddSingleton(services => FileRegister.Of(services.GetRequiredService<Databases>(), services.GetRequiredService<TimeProvider>()));
        return silo;
    }
}
