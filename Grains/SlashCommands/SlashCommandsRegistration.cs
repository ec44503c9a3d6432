using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.SlashCommands;

internal static class SlashCommandsRegistration
{
    public static ISiloBuilder AddSlashCommands(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<SlashCommandOptions>().BindConfiguration(SlashCommandOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SlashCommandOptions>, SlashCommandOptions.Validator>());
        return silo;
    }
}
