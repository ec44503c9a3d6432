using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    public async Task<UserStatus?> SetStatus(UserStatus? status)
    {
        if (Exists && Status != status)
        {
            await Change(user => user with { Status = status });
            Tell([new StatusSet(status)]);
        }

        return status;
    }

    public Task<ReadPosition?> ShownCursor(string room) => Settings.HidesReading ? Task.FromResult<ReadPosition?>(null) : Cursor(room);

    /// <summary>What the user says of themselves now.</summary>
    private UserStatus? Status => state.State.Status is { } status && !(status.Until <= clock.GetUtcNow()) ? status : null;

    private UserProfile Profile => state.State.Profile(Id) with { Status = Status };
}
