using Opportune.App.Commands;

return await OpportuneCommands.Run(args);
