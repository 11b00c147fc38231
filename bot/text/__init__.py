"""Pure Chinese text: normalise, mask, numbers, pinyin. No Rasa, no Django, no files, no clock."""
