using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Grains.Rooms;

namespace Parley.Grains.Threads;

internal static class ThreadsRegistration
{
    public static ISiloBuilder AddThreads(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<ThreadOptions>().BindConfiguration(ThreadOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ThreadOptions>, ThreadOptions.Validator>());
        silo.Services.AddSingleton<ThreadReader>();
        silo.Services.AddSingleton<IRoomWatcher, ThreadNews>();
        return silo;
    }
}
